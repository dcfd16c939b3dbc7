"""Repeating: forecasts that say again what was said at this hour yesterday, or a week ago."""

from __future__ import annotations

import numpy as np

from civicbeat.analysis.days import WEEK, Days, Floats, Places


def repeating(series: Days, origins: Places, ahead: int) -> Floats:
    """Seasonal naive forecasts by the day and by the week.

    Reads: the series; ``origins``, the days before which forecasts are made; ``ahead``, for how many days.
    Gives: shape (2, origins, ahead * cells).
    Source: R. J. Hyndman and G. Athanasopoulos, *Forecasting: Principles and Practice* (2021), § 5.2.
    """
    steps = np.arange(ahead)
    found = [series.learned[(origins[:, None] - period) + steps % period] for period in (1, WEEK)]
    return np.stack(found).reshape(2, len(origins), -1)
