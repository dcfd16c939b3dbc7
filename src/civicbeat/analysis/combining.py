"""Combining: forecasts of several families weighted by how they did before, each time as one would have known then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from civicbeat.analysis.autoregression import autoregression
from civicbeat.analysis.days import Days, Floats, Places
from civicbeat.analysis.repeating import repeating
from civicbeat.analysis.smoothing import smoothing
from civicbeat.analysis.theta import theta

FAMILIES: dict[str, Callable[[Days, Places, int], Floats]] = {
    "seasonal naive": repeating,
    "exponential smoothing": smoothing,
    "theta": theta,
    "autoregression": autoregression,
}
SHARPNESS = 4
"""Weight falls with this power of the mean error: half the error, sixteen times the weight."""
FARTHEST = 2.0
"""No path goes beyond so many times the largest count that was learned from before."""
_ALMOST_NONE = 1e-9


@dataclass(frozen=True, slots=True)
class Combined:
    """Forecasts made before each origin, the last one being the forecast that is wanted.

    Attributes:
        origins: shape (origins,), the days before which they were made, the last after the end of the series.
        paths: shape (origins, cells ahead), at least 0.
        truth: shape (origins, cells ahead), what came; NaN where nobody knows.
        repeated: shape (origins, cells ahead), the better of the two seasonal naive forecasts, for comparison.
        weights: weight of each family in the last forecast; they sum to one.
    """

    origins: Places
    paths: Floats
    truth: Floats
    repeated: Floats
    weights: dict[str, float]


def combined(series: Days, ahead: int, most: int) -> Combined:
    """Forecasts of ``ahead`` days before each of the last ``most`` days, and after the end.

    Of every family the member with the least mean absolute error until then is taken, and families are weighted by
    the fourth power of its inverse. Errors count from the moment at which they could be known.

    Source: J. M. Bates and C. W. J. Granger, "The combination of forecasts", *Operational Research Quarterly* 20 (1969)
    451–468; rolling origins, L. J. Tashman, *International Journal of Forecasting* 16 (2000) 437–450.
    """
    origins = np.append(np.arange(max(series.first, len(series) - most), len(series)), len(series))
    truth = _truth(series, origins, ahead)
    most_so_far = np.maximum.accumulate(series.learned.max(axis=1))[origins - 1]
    best = {
        name: _best(np.clip(find(series, origins, ahead), 0, FARTHEST * most_so_far[:, None]), truth, series.cells)
        for name, find in FAMILIES.items()
    }
    errors = np.stack([error for _, error in best.values()])
    weights = (errors + _ALMOST_NONE * (1 + errors.max())) ** -SHARPNESS
    weights /= weights.sum(axis=0)
    paths = np.einsum("fo,foc->oc", weights, np.stack([path for path, _ in best.values()]))
    shares = dict(zip(FAMILIES, (float(weight) for weight in weights[:, -1]), strict=True))
    return Combined(origins, paths, truth, best["seasonal naive"][0], shares)


def _truth(series: Days, origins: Places, ahead: int) -> Floats:
    padded = np.concatenate([series.heard, np.full((ahead, series.cells), np.nan)])
    found = padded[origins[:, None] + np.arange(ahead)].reshape(len(origins), -1)
    return np.asarray(found, dtype=np.float64)


def _best(paths: Floats, truth: Floats, cells: int) -> tuple[Floats, Floats]:
    """At each origin the path of the member that erred least before, and its mean absolute error (1 if unknown)."""
    mean = known_errors(paths, truth, cells)
    chosen = mean.argmin(axis=0)
    places = np.arange(len(truth))
    return paths[chosen, places], mean[chosen, places]


def known_errors(paths: Floats, truth: Floats, cells: int) -> Floats:
    """The mean absolute error of each member as known at each origin, shape (members, origins); 1 where none is known.

    What came on day ``k`` after origin ``i`` is known at origin ``i + k + 1``, for origins are days that follow
    each other.
    """
    members, origins, length = paths.shape
    days = length // cells
    known = ~np.isnan(truth)
    errors = np.where(known, np.abs(paths - np.where(known, truth, 0.0)), 0.0)
    by_day = errors.reshape(members, origins, days, cells).sum(axis=3)
    heard = known.reshape(origins, days, cells).sum(axis=2)
    total, count = np.zeros((members, origins + days)), np.zeros(origins + days)
    for day in range(days):
        total[:, day + 1 : day + 1 + origins] += by_day[:, :, day]
        count[day + 1 : day + 1 + origins] += heard[:, day]
    total, count = total.cumsum(axis=1)[:, :origins], count.cumsum()[:origins]
    return np.where(count > 0, total / np.maximum(count, 1), 1.0)
