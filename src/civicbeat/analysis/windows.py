"""Windows: the same effect found in shorter stretches around a decision; a sound one does not hang on the stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Window:
    """The effect found with ``before`` times before the decision and ``after`` times after it."""

    before: int
    after: int
    estimate: float


def shorter(before: int, after: int, fewest: tuple[int, int]) -> list[tuple[int, int]]:
    """Half of the time before, half of the time after, and both, where as many as ``fewest`` are left of each."""
    halves = (before // 2, after), (before, after // 2), (before // 2, after // 2)
    return [half for half in halves if half[0] >= fewest[0] and half[1] >= fewest[1]]


def steady(estimate: float, windows: Sequence[Window]) -> bool:
    """Whether every window gives an effect of the same sign that is at least half as large."""
    return all(window.estimate * estimate >= HALF * estimate**2 for window in windows)
