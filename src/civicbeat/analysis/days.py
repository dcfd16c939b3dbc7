"""Days: a counted series as a table of days, the form in which forecasts look at it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

WEEK = 7
START = 14
"""Days at the start that fill what is missing in the first week."""
USUAL = 28
"""So many days before a day tell what is usual at each of its hours."""
CUT = 4.0
"""Deviations from the usual at which a count is cut off for learning."""
_DEVIATION = 1.4826
"""Of normal values: the standard deviation over the median absolute deviation."""
_BY_CHANCE = 0.5
"""The standard deviation of the root of a Poisson count."""


@dataclass(frozen=True, slots=True)
class Days:
    """A series of whole days, the oldest first.

    Attributes:
        heard: shape (days, cells), the counts; NaN where nothing was heard. ``cells`` is 24 or 1.
        learned: the same without gaps and without short bursts, each as it would have been mended at the time: what
            forecasts are learned from.
        first: day from which a forecast can be made: enough lies before it.
    """

    heard: Floats
    learned: Floats
    first: int

    @property
    def cells(self) -> int:
        """Cells of a day."""
        return int(self.heard.shape[1])

    def __len__(self) -> int:
        return len(self.heard)


def days(counts: Floats, cells: int, first: int) -> Days:
    """The whole days at the end of ``counts``, shape (cells,), whose last cell ends the last day."""
    whole = len(counts) // cells
    heard = counts[len(counts) - whole * cells :].reshape(whole, cells)
    return Days(heard, _tamed(_filled(heard)), first)


def _filled(heard: Floats) -> Floats:
    """Gaps filled by the week before; nothing later is known at the time."""
    filled = heard.copy()
    missing = np.isnan(heard)
    start, known = np.where(missing, 0.0, heard)[:START], ~missing[:START]
    usual = start.sum() / max(1, known.sum())
    profile = np.where(known.any(axis=0), start.sum(axis=0) / np.maximum(1, known.sum(axis=0)), usual)
    for day in np.flatnonzero(missing.any(axis=1)):
        before = filled[day - WEEK] if day >= WEEK else profile
        filled[day] = np.where(missing[day], before, heard[day])
    return filled


def _tamed(filled: Floats) -> Floats:
    """Counts cut off where they surpass both the usual of four weeks and what came on the two days before.

    A burst would otherwise be expected again a week later, and its errors would bend all weights; a new level, though,
    is believed from its third day on. Roots are looked at, for their deviation does not depend on the level.
    """
    if len(filled) <= USUAL:
        return filled
    roots = np.sqrt(filled)
    windows = np.lib.stride_tricks.sliding_window_view(roots, USUAL, axis=0)[:-1]
    usual = np.median(windows, axis=2)
    apart = np.abs(windows - usual[..., None]).reshape(len(usual), -1)
    spread = np.maximum(_DEVIATION * np.median(apart, axis=1), _BY_CHANCE)
    most = (usual + CUT * spread[:, None]) ** 2
    lately = np.minimum(filled[USUAL - 1 : -1], filled[USUAL - 2 : -2])
    return np.concatenate([filled[:USUAL], np.minimum(filled[USUAL:], np.maximum(most, lately))])
