"""Series: what was said over time as the methods read it: counts with holes where they would mislead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from civicbeat.records.period import Grain, Period
from civicbeat.store.answer import Gap
from civicbeat.store.question import Group
from civicbeat.web import asking, figures
from civicbeat.web.subject import Subject

MATTERS = 0.2
"""A source that gives this share of the posts: when it is not heard, a count without it is no count."""


@dataclass(frozen=True, slots=True)
class Series:
    """A counted series.

    Attributes:
        cells: every whole cell, in order.
        counts: shape (cells,); NaN where the figure is hidden, or a source that matters was not heard.
        heard: share of the cells that have a count.
        grain: of the cells.
        holes: spans in which a source was not heard, for drawing.
    """

    cells: Sequence[figures.Cell]
    counts: npt.NDArray[np.float64]
    heard: float
    grain: Grain
    holes: Sequence[figures.Hole]


def series(subject: Subject, period: Period, grain: Grain) -> Series:
    """The subject's posts over ``period``, cell by cell; the present cell, which is not over, is left out."""
    about = subject.during(period)
    over_time, by_source = asking.ask(about.question(Group(grain.value)), about.question(Group.SOURCE))
    cells = [cell for cell in figures.cells(over_time, grain) if cell.whole]
    shares = _shares(figures.counts(by_source))
    gaps = [gap for gap in over_time.coverage.gaps if shares.get(gap.source, 0.0) >= MATTERS]
    counts = np.array([_count(cell, gaps) for cell in cells], dtype=np.float64)
    heard = float(np.mean(~np.isnan(counts))) if len(counts) else 0.0
    return Series(cells, counts, heard, grain, figures.holes(over_time.coverage.gaps))


def _shares(counts: Mapping[str, int | None]) -> dict[str, float]:
    total = sum(count or 0 for count in counts.values())
    return {source: (count or 0) / total for source, count in counts.items()} if total else {}


def _count(cell: figures.Cell, gaps: Sequence[Gap]) -> float:
    """The cell's count; NaN where it is hidden, or unheard for more than a quarter of its time."""
    if cell.count is None or _missing(cell.start, cell.end, gaps) > (cell.end - cell.start) / 4:
        return float("nan")
    return float(cell.count)


def _missing(start: datetime, end: datetime, gaps: Sequence[Gap]) -> timedelta:
    """How long at most one of the sources was not heard between two moments."""
    spans = (min(gap.end, end) - max(gap.start, start) for gap in gaps)
    return max((span for span in spans if span > timedelta(0)), default=timedelta(0))
