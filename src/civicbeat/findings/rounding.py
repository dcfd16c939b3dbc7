"""Rounding: what a method worked out from true counts is told with few digits.

All digits of a share or a ratio are as good as the counts it came from: 0.2208480565371025 can only be 125 of 566, and
two runs would be subtracted.
"""

from __future__ import annotations

from math import isfinite

DIGITS = 2


def rough(value: float) -> float:
    """``value`` with two significant digits."""
    return float(f"{value:.{DIGITS}g}") if isfinite(value) else value
