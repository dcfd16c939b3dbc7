"""Tails: how rarely a series reaches a height, by the peaks of its own past."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from math import ceil, log, log1p, sqrt

from civicbeat.analysis.shares import Z_95, wilson

KEPT = 240
"""Peaks that are kept, the newest: those of sixty days of six-hour blocks."""
UPPER = 0.2
"""Share of the peaks that is the tail."""


@dataclass(slots=True)
class Tail:
    """The chance that the peak of a block reaches a height.

    Below the upper fifth of the peaks the chance is counted, as a conformal p-value is: with the block in question
    among them. Above, exceedances are taken for exponential; as their scale is known from few of them, what is given is
    the predictive chance (a Lomax tail), which is the larger the less is known.

    Source: peaks over threshold, J. Pickands, *Annals of Statistics* 3 (1975) 119–131; on streams, A. Siffer et al.,
    "Anomaly detection in streams with extreme value theory", KDD 2017; conformal p-values, V. Vovk, A. Gammerman and
    G. Shafer, *Algorithmic Learning in a Random World* (2005), ch. 2.

    Attributes:
        scale: what is thought of the scale of the exceedances before any is seen; it counts as one of them.
        peaks: of the last ``KEPT`` blocks, in order of time.
    """

    scale: float
    peaks: list[float] = field(default_factory=list)
    _sorted: list[float] = field(default_factory=list, repr=False)
    _over: int = 0
    _from: float = 0.0
    _sum: float = 0.0

    def __post_init__(self) -> None:
        self._fit()

    def add(self, peak: float) -> None:
        """Takes in the peak of a block."""
        self.peaks.append(peak)
        del self.peaks[:-KEPT]
        self._fit()

    def surprise(self, height: float) -> float:
        """Minus the natural logarithm of the chance that a block's peak reaches ``height``; at least 0."""
        count = len(self._sorted)
        if height <= self._from:
            return -log((count - bisect_left(self._sorted, height) + 0.5) / (count + 1)) if count else 0.0
        share = (self._over + 0.5) / (count + 1) if count > self._over else 1.0
        return -log(share) + (self._over + 1) * log1p((height - self._from) / (self._sum + self.scale))

    def between(self, height: float) -> tuple[float, float]:
        """The surprise at ``height`` if the tail is as heavy, and as light, as the peaks allow with 95 % chance."""
        count = len(self._sorted)
        if height <= self._from:
            rarer = count - bisect_left(self._sorted, height)
            found = wilson(rarer, count)
            return -log(found.high), min(-log(max(found.low, 1 / (count + 1) / count)), self.surprise(self._from) + 1)
        share = (self._over + 0.5) / (count + 1) if count > self._over else 1.0
        # The scale of exponential exceedances is known up to an inverse gamma law (here by Wilson and Hilferty's cube).
        shape = self._over + 1
        root = Z_95 / (3 * sqrt(shape))
        middle = 1 - 1 / (9 * shape)
        rates = [shape * max(middle + side * root, 0.0) ** 3 / (self._sum + self.scale) for side in (-1, 1)]
        low, high = (-log(share) + rate * (height - self._from) for rate in rates)
        return min(low, self.surprise(height)), max(high, self.surprise(height))

    def _fit(self) -> None:
        self._sorted = sorted(self.peaks)
        count = len(self.peaks)
        self._over = min(count, max(3, ceil(count * UPPER)))
        self._from = self._sorted[-self._over - 1] if count > self._over else 0.0
        self._sum = sum(self._sorted[count - self._over :]) - self._over * self._from
