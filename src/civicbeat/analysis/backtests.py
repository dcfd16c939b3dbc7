"""Backtests: the bands that would have been drawn on past days, held against what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.bands import scale, widths
from civicbeat.analysis.combining import Combined
from civicbeat.analysis.days import Floats

FEWEST_EARLIER = 5
"""So many earlier forecasts must be known before a band is judged."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """How forecasts of the same length did, each made with what was known before it.

    Attributes:
        days: how many days before the end the first judged forecast was made.
        judged: how many hours (or days) of forecasts were held against what came.
        inside: share of them that lay inside the band, 0 to 1; where bands are right, .95.
        error: mean absolute error of the forecasts.
        repeated: mean absolute error of the better of "as yesterday" and "as a week ago".
    """

    days: int
    judged: int
    inside: float
    error: float
    repeated: float

    @property
    def better(self) -> float:
        """By which share the error is smaller than that of repeating what was; negative where it is larger."""
        return 1 - self.error / self.repeated if self.repeated else 0.0


def backtest(made: Combined, cells: int) -> Backtest:
    """All hours (or days) of every past forecast, ``cells`` of which make a day.

    Source: L. J. Tashman, *International Journal of Forecasting* 16 (2000) 437–450.
    """
    paths, truth = made.paths, made.truth
    errors = (truth - paths) / scale(paths)
    inside, judged = 0, np.zeros(truth.shape, dtype=np.bool_)
    for origin in range(FEWEST_EARLIER + 1, len(truth) - 1):
        width = widths(np.where(known(origin, truth.shape[1], cells), errors[1:origin], np.nan))
        judged[origin] = ~np.isnan(truth[origin]) & ~np.isnan(width)
        inside += int((np.abs(errors[origin]) <= width)[judged[origin]].sum())
    count = int(judged.sum())
    first = int(made.origins[-1] - made.origins[FEWEST_EARLIER + 1])
    return Backtest(
        first,
        count,
        inside / max(1, count),
        float(np.abs(truth - paths)[judged].mean()) if count else 0.0,
        float(np.abs(truth - made.repeated)[judged].mean()) if count else 0.0,
    )


def known(origin: int, leads: int, cells: int) -> npt.NDArray[np.bool_]:
    """Which errors of the forecasts 1 … ``origin - 1`` are known when that number ``origin`` is made."""
    ended = np.arange(1, origin)[:, None] + np.arange(leads) // cells + 1
    return np.asarray(ended <= origin)


def past_errors(made: Combined) -> Floats:
    """Errors of the past forecasts in units of ``scale``, without the first, which had nothing to be chosen by."""
    paths = made.paths[1:-1]
    return np.asarray((made.truth[1:-1] - paths) / scale(paths), dtype=np.float64)
