"""Series: what was said over time as the methods read it: counts with holes where they would mislead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from civicbeat.records.period import LENGTHS, Grain
from civicbeat.store.answer import Gap
from civicbeat.store.question import Group, Question
from civicbeat.store.store import Store
from civicbeat.store.unread import MODEL_OFF

MATTERS = 0.2
"""A source that gives this share of the posts: when it is not heard, a count without it is no count."""
UNHEARD = 0.25
"""A cell is missing when a source that matters was silent for more than this share of it."""
SMALL = 5.0
"""What a hidden cell is taken for: fewer than ten people spoke in it, which is little but not nothing."""


@dataclass(frozen=True, slots=True)
class Present:
    """The cell that is not over: when it starts, until when it was counted (both aware), and what was said so far.

    ``posts`` is ``None`` where the figure is hidden or too little was heard.
    """

    start: datetime
    until: datetime
    posts: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """A counted series of equal cells.

    Attributes:
        starts: of the whole cells, aware, in order.
        counts: shape (cells,), 0 or more; NaN before the first post, where a source that matters was not heard, and
            where a model was silent that the posts are chosen by.
        hidden: shape (cells,), whether the figure is hidden; ``counts`` then holds ``SMALL``.
        grain: ``HOUR`` or ``DAY``.
        gaps: spans in which a source was not heard, or such a model was silent.
        present: the cell in which the period ends, which no method reads; ``None`` where it ends with a cell.
    """

    starts: Sequence[datetime]
    counts: npt.NDArray[np.float64]
    hidden: npt.NDArray[np.bool_]
    grain: Grain
    gaps: Sequence[Gap]
    present: Present | None

    @property
    def step(self) -> timedelta:
        """How long a cell is."""
        return LENGTHS[self.grain]

    def figures(self, since: datetime) -> Iterator[tuple[datetime, int | None]]:
        """Start and posts of the cells that last beyond ``since``; ``None`` where they are hidden or were not heard."""
        for start, count, hidden in zip(self.starts, self.counts, self.hidden, strict=True):
            if start + self.step > since:
                yield start, None if hidden or np.isnan(count) else round(count)

    @property
    def known(self) -> float:
        """Share of the cells with posts whose figure may be seen, 0 to 1."""
        spoken = self.counts > 0
        return float(np.mean(~self.hidden[spoken])) if spoken.any() else 0.0


def series(store: Store, asked: Question, grain: Grain) -> Series:
    """The posts that ``asked`` is about, hour by hour or day by day, whatever it is split by.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    over_time = store.ask(replace(asked, by=(Group(grain.value),)))
    starts = over_time.table.column(grain.value).to_pylist()
    whole = [n for n, start in enumerate(starts) if _whole(start, asked, LENGTHS[grain])]
    posts = over_time.table.column("posts").to_pylist()
    gaps = _that_matter(store, asked, over_time.coverage.gaps)
    counts = np.array([_count(posts[n], starts[n], starts[n] + LENGTHS[grain], gaps) for n in whole], dtype=np.float64)
    counts[: _begun(posts, whole)] = np.nan
    return Series(
        starts=[starts[n] for n in whole],
        counts=counts,
        hidden=np.array([posts[n] is None for n in whole], dtype=np.bool_) & ~np.isnan(counts),
        grain=grain,
        gaps=over_time.coverage.gaps,
        present=None
        if not starts or _whole(starts[-1], asked, LENGTHS[grain])
        else _present(starts, posts, asked, gaps),
    )


def _present(starts: Sequence[datetime], posts: Sequence[int | None], asked: Question, gaps: Sequence[Gap]) -> Present:
    start, until = starts[-1], asked.period.local_end
    unheard = _missing(start, until, gaps) > (until - start) * UNHEARD
    return Present(start, until, None if unheard else posts[-1])


def _whole(start: datetime, asked: Question, step: timedelta) -> bool:
    return asked.period.start <= start.astimezone(UTC) and (start + step).astimezone(UTC) <= asked.period.end


def _begun(posts: Sequence[int | None], whole: Sequence[int]) -> int:
    """The first whole cell with a post in it: nobody knows whether anything was heard before."""
    return next((place for place, n in enumerate(whole) if posts[n] != 0), len(whole))


def _that_matter(store: Store, asked: Question, gaps: Sequence[Gap]) -> Sequence[Gap]:
    """Gaps without which a count is no count; a model that chooses the posts is behind them all."""
    if not gaps:
        return ()
    weight = weights(store, asked)
    return [gap for gap in gaps if gap.reason == MODEL_OFF or weight.get(gap.source, 0.0) >= MATTERS]


def weights(store: Store, asked: Question) -> Mapping[str, float]:
    """The share of the posts that each source gives, 0 to 1; empty where there is no post."""
    counts = store.ask(replace(asked, by=(Group.SOURCE,), limit=1_000)).counts()
    total = sum(count or 0 for count in counts.values())
    return {source: (count or 0) / total for source, count in counts.items()} if total else {}


def _count(posts: int | None, start: datetime, end: datetime, gaps: Sequence[Gap]) -> float:
    if _missing(start, end, gaps) > (end - start) * UNHEARD:
        return float("nan")
    return SMALL if posts is None else float(posts)


def _missing(start: datetime, end: datetime, gaps: Sequence[Gap]) -> timedelta:
    """How long at most one of the sources, or of the models, was silent between two moments."""
    spans = (min(gap.end, end) - max(gap.start, start) for gap in gaps)
    return max((span for span in spans if span > timedelta(0)), default=timedelta(0))
