"""Smoothing: exponential smoothing with a level, the hours of a day and the days of a week."""

from __future__ import annotations

from itertools import product

import numpy as np

from civicbeat.analysis.days import START, WEEK, Days, Floats, Places

LEVELS = (0.05, 0.15, 0.4, 0.8)
PROFILES = (0.05, 0.15, 0.35)
WEEKS = (0.05, 0.2, 0.5)
ECHOES = (0.0, 0.6, 0.9, 0.97)
"""How much of the last error is left an hour later."""
_HALF = 0.5


def smoothing(series: Days, origins: Places, ahead: int) -> Floats:
    """Additive exponential smoothing with two seasons, one path for each setting of a grid.

    The state is updated by whole days: the level by a day's mean error, the profile of the hours and the week by the
    errors of each hour. A day that was not heard changes nothing. What is left of the last hour's error dies away
    geometrically. One pass over the days serves all settings and all origins.

    Reads: the series; ``origins``, the days before which forecasts are made; ``ahead``, for how many days.
    Gives: shape (settings, origins, ahead * cells).
    Source: J. W. Taylor, "Short-term electricity demand forecasting using double seasonal exponential smoothing",
    *Journal of the Operational Research Society* 54 (2003) 799–805; ETS(A,N,A) of R. J. Hyndman et al., *Forecasting
    with Exponential Smoothing* (2008).
    """
    cells = series.cells
    hourly = cells > 1
    grid = np.array(list(product(LEVELS, PROFILES if hourly else (0.0,), WEEKS)))
    by_level, by_profile, by_week = grid.T[:, :, None]
    level, profile, week = _start(series, len(grid))
    last = np.zeros(len(grid))
    wanted = set(origins.tolist())
    paths = []
    for day in range(len(series) + 1):
        if day in wanted:
            base = np.concatenate([level + profile + week[(day + step) % WEEK] for step in range(ahead)], axis=1)
            paths.append(_with_echo(base, last))
        if day == len(series):
            break
        error = series.learned[day] - (level + profile + week[day % WEEK])
        known = ~np.isnan(series.heard[day])
        error = np.where(known, error, 0.0)
        mean = error.sum(axis=1, keepdims=True) / max(1, known.sum())
        level = level + by_level * mean
        profile = profile + by_profile * np.where(known, error - mean, 0.0) if hourly else profile
        week[day % WEEK] += by_week * error
        left = series.learned[day, -1] - (level[:, 0] + profile[:, -1] + week[day % WEEK][:, -1])
        last = left if known[-1] else np.zeros_like(last)
    return np.asarray(np.stack(paths, axis=1), dtype=np.float64)


def _start(series: Days, settings: int) -> tuple[Floats, Floats, Floats]:
    """Level, hours and half of the week's rhythm, from the first two weeks."""
    start = series.learned[:START]
    usual, hours = start.mean(), start.mean(axis=0)
    week = _HALF * (start.reshape(-1, WEEK, series.cells).mean(axis=0) - hours)
    return (
        np.full((settings, 1), usual),
        np.tile(hours - usual, (settings, 1)),
        np.repeat(week[:, None], settings, axis=1),
    )


def _with_echo(base: Floats, last: Floats) -> Floats:
    """Paths, shape (settings * echoes, cells), on which the last error dies away."""
    fading = np.array(ECHOES)[:, None] ** np.arange(1, base.shape[1] + 1)
    return np.asarray((base[:, None] + last[:, None, None] * fading).reshape(-1, base.shape[1]), dtype=np.float64)
