"""Theta: a smoothed level that follows half of the line through the past."""

from __future__ import annotations

import numpy as np

from civicbeat.analysis.days import WEEK, Days, Floats, Places

MEMORIES = (0.1, 0.3, 0.6, 0.9)


def theta(series: Days, origins: Places, ahead: int) -> Floats:
    """The theta method on days without their week, one path for each memory of the smoothed level.

    Reads: the series; ``origins``, the days before which forecasts are made; ``ahead``, for how many days.
    Gives: shape (memories, origins, ahead * cells).
    Source: V. Assimakopoulos and K. Nikolopoulos, "The theta model: a decomposition approach to forecasting",
    *International Journal of Forecasting* 16 (2000) 521–530; as smoothing with half the slope for drift, R. J. Hyndman
    and B. Billah, ibid. 19 (2003) 287–290.
    """
    return np.stack([_paths(series.learned[:origin], ahead) for origin in origins], axis=1)


def _paths(past: Floats, ahead: int) -> Floats:
    count, cells = past.shape
    whole = past[count - count // WEEK * WEEK :].reshape(-1, WEEK, cells)
    week = whole.mean(axis=0) - whole.mean()
    days = np.arange(count)
    plain = (past - week[(days - count) % WEEK]).mean(axis=1)
    slope = np.polyfit(days, plain, 1)[0]
    steps = np.arange(ahead)
    drift = slope / 2 * (steps + 1)
    paths = []
    for memory in MEMORIES:
        weights = memory * (1 - memory) ** days[::-1]
        weights[0] += 1 - weights.sum()
        paths.append((weights @ plain + drift)[:, None] + week[steps % WEEK])
    return np.stack(paths).reshape(len(MEMORIES), -1)
