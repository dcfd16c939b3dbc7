"""Autoregression: an hour explained by the hours, days and weeks before it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from civicbeat.analysis.days import WEEK, Days, Floats, Places

RIDGE = 0.01
"""Penalty on the weights, as a share of each predictor's variance: predictors of one series are much alike."""
FARTHEST = 2.0
"""No step goes beyond so many times the largest value before the origin."""
_ALMOST_NONE = 1e-9


def autoregression(series: Days, origins: Places, ahead: int) -> Floats:
    """Seasonal autoregressions by penalised least squares: of the counts, and of their change since a season before.

    ARIMA(p, 0, 0) and ARIMA(p, 0, 0)(0, 1, 0) with few lags around hours, days and a week. The sums of least squares
    are gathered once and cut off at each origin, so that an origin knows its own past alone; cells that were not heard
    are not explained.

    Reads: the series; ``origins``, the days before which forecasts are made; ``ahead``, for how many days.
    Gives: shape (2, origins, ahead * cells).
    Source: G. E. P. Box and G. M. Jenkins, *Time Series Analysis: Forecasting and Control* (1970), ch. 9; ridge, A. E.
    Hoerl and R. W. Kennard, *Technometrics* 12 (1970) 55–67.
    """
    season = series.cells if series.cells > 1 else WEEK
    return np.stack([_levels(series, origins, ahead), _changes(series, origins, ahead, season)])


def lags(cells: int) -> Places:
    """How many cells back it is looked."""
    if cells == 1:
        return np.array([1, 2, WEEK, 2 * WEEK])
    days = [k * cells for k in range(1, WEEK + 1)]
    return np.array(sorted({1, 2, 3, cells - 1, cells + 1, WEEK * cells - 1, WEEK * cells + 1, *days}))


def _levels(series: Days, origins: Places, ahead: int) -> Floats:
    """Paths of the counts themselves."""
    cells = series.cells
    values, known = series.learned.ravel(), ~np.isnan(series.heard.ravel())
    gram, slope = _sums(values, known, origins * cells, lags(cells))
    mass, means, mean = gram[:, -1, -1], gram[:, -1, :-1], slope[:, -1]
    mass = np.maximum(mass, 1.0)
    gram = gram[:, :-1, :-1] - means[:, :, None] * means[:, None] / mass[:, None, None]
    weights = _solved(gram, slope[:, :-1] - means * (mean / mass)[:, None])
    constant = (mean - (means * weights).sum(axis=1)) / mass
    return _ahead(values, origins * cells, lags(cells), (weights, constant), ahead * cells)


def _changes(series: Days, origins: Places, ahead: int, season: int) -> Floats:
    """Paths of the changes since the season before, added up again."""
    cells = series.cells
    values, known = series.learned.ravel(), ~np.isnan(series.heard.ravel())
    changes, ends = values[season:] - values[:-season], origins * cells - season
    gram, slope = _sums(changes, known[season:], ends, lags(cells))
    weights = _solved(gram[:, :-1, :-1], slope[:, :-1])
    paths = _ahead(changes, ends, lags(cells), (weights, np.zeros(len(origins))), ahead * cells)
    before = values[(origins * cells - season)[:, None] + np.arange(season)]
    for start in range(0, paths.shape[1], season):
        part = paths[:, start : start + season]
        part += before[:, : part.shape[1]]
        before = part
    return paths


def _sums(values: Floats, known: Floats, ends: Places, back: Places) -> tuple[Floats, Floats]:
    """Up to each end: products of the predictors, a constant last, with each other and with what they explain."""
    longest, count = int(back.max()), len(values)
    rows = np.stack([values[longest - lag : count - lag] for lag in back] + [np.ones(count - longest)], axis=1)
    target, weight = values[longest:], known[longest:]
    used = rows * weight[:, None]
    cuts = np.concatenate([[0], ends - longest])
    parts = [slice(*pair) for pair in pairwise(cuts)]
    gram = np.cumsum([used[part].T @ rows[part] for part in parts], axis=0)
    return gram, np.cumsum([used[part].T @ target[part] for part in parts], axis=0)


def _solved(gram: Floats, slope: Floats) -> Floats:
    size = gram.shape[1]
    penalty = RIDGE * np.einsum("oii->oi", gram) + _ALMOST_NONE
    found = np.linalg.solve(gram + penalty[:, :, None] * np.eye(size), slope[..., None])
    return np.asarray(found[..., 0], dtype=np.float64)


def _ahead(values: Floats, ends: Places, back: Places, model: tuple[Floats, Floats], cells: int) -> Floats:
    """The paths, shape (origins, cells), each step fed with the steps before; none grows without end."""
    longest = int(back.max())
    path = np.empty((longest + cells, len(ends)))
    path[:longest] = values[(ends - longest) + np.arange(longest)[:, None]]
    by_lag, constant = model[0].T, model[1]
    reach = FARTHEST * np.maximum.accumulate(np.abs(values))[ends - 1]
    for cell in range(longest, longest + cells):
        step = (path[cell - back] * by_lag).sum(axis=0) + constant
        path[cell] = np.clip(step, -reach, reach)
    return path[longest:].T.copy()
