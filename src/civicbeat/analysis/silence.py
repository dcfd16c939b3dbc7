"""Silence: whether a source is quieter than it ever is at these hours."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

DAY = 24
WINDOWS = (3, 6, 12, 24, 72)
"""Hours that are looked back on, the shortest first."""
FEWEST_DAYS = 14
QUIET_DAYS = 0.1
"""Share of the days before that may have been quieter: days on which the source was dead do not make it deaf."""
CHANCE = 0.001


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that is not chance.

    Attributes:
        hours: how long it lasts at least.
        count: what came in that time.
        usual: what came in the same hours of the quiet ones among the days before.
        days: how many days before were looked at.
    """

    hours: int
    count: int
    usual: int
    days: int


def silence(counts: npt.NDArray[np.float64]) -> Silence | None:
    """The shortest silence that ends now and is not chance; ``None`` where there is none, or too little is known.

    Reads: ``counts``, shape (hours,), what came in each hour, the oldest first and the last complete hour last; at
    least 0, NaN where the source was not read: missing is not zero.
    Gives: for windows of ``WINDOWS`` hours, what came in the last one beside what came in the same hours of the days
    before. Their 10 % quantile is taken for usual, so that weekends and a dead day do not count as a rule. The last
    window is a silence when half of what is usual would, by Poisson's law, leave so little with a chance below .001.
    Fails: ``ValueError`` on a negative count or another shape.
    Source: the lower tail of the Poisson distribution, N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete
    Distributions* (2005), ch. 4; a quantile of the same hours stands in for a model of the rhythm.

    >>> hours = np.tile(np.r_[np.zeros(6), np.full(18, 5.0)], 20)
    >>> silence(hours) is None
    True
    >>> hours[-9:] = 0
    >>> silence(hours)
    Silence(hours=6, count=0, usual=30, days=19)
    """
    if counts.ndim != 1 or bool((counts < 0).any()):
        raise ValueError("silence reads one row of counts, none negative")
    found = (_window(counts, hours) for hours in WINDOWS)
    return next((each for each in found if each is not None), None)


def _window(counts: npt.NDArray[np.float64], hours: int) -> Silence | None:
    """The last ``hours`` beside the same hours of the days before."""
    ends = np.arange(len(counts) - DAY * (-(-hours // DAY)), hours - 1, -DAY)
    before = np.array([counts[end - hours : end].sum() for end in ends])
    before = before[~np.isnan(before)]
    now = counts[-hours:].sum()
    if len(before) < FEWEST_DAYS or np.isnan(now):
        return None
    usual = float(np.quantile(before, QUIET_DAYS, method="lower"))
    if not usual or _at_most(int(now), usual / 2) >= CHANCE:
        return None
    return Silence(hours, int(now), int(usual), len(before))


def _at_most(count: int, mean: float) -> float:
    """The chance of ``count`` or fewer where ``mean`` are expected."""
    return sum(exp(n * log(mean) - mean - lgamma(n + 1)) for n in range(count + 1))
