"""Change: why there is more or less talk than in another period, by place, theme, source or story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.explain import Explanation, explain
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.findings.asking import NEGATIVE, UNNAMED
from civicbeat.findings.nesting import apart
from civicbeat.findings.unread import refusal, share_read
from civicbeat.records.period import Period
from civicbeat.store.protect import MOST, SPREAD
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.resting import behind
from civicbeat.store.sql import SEVERAL
from civicbeat.store.store import Store

Floats = npt.NDArray[np.float64]
Call = Callable[[Group, Sequence[str]], Mapping[str, str]]
"""Gives what people call some sources or stories."""

GROUPS = (Group.PLACE, Group.THEME, Group.SOURCE, Group.STORY)
PARTS = 8
"""So many groups are told apart; the others are one."""
MOST_GROUPS = 20_000
MOST_STORIES = 200
FEWEST = 10
"""Groups of fewer posts in both periods are too small to be told of."""
ALL = 0.95
"""A group that holds this share of the posts of both periods explains nothing."""
HEARD = 0.9
"""Share of each period that a source must have reported on: its silence must not look like a cause."""


@dataclass(frozen=True, slots=True)
class Change:
    """Why talk changed.

    Attributes:
        finding: the parts, or why there are none.
        by: what it was split by.
        before, now: the periods.
        values: the value of ``by`` behind each part, by the part's number; that of *none of these* has none.
        aside: sources that were left out, with the shares of both periods in which they were heard.
    """

    finding: Explanation | Refusal
    by: Group
    before: Period
    now: Period
    values: tuple[str, ...]
    aside: Mapping[str, tuple[float, float]]


def change(  # noqa: PLR0913  # each is one part of the question
    store: Store, asked: Question, before: Period, by: Group, *, negative: bool = False, call: Call = lambda *_: {}
) -> Change:
    """What each place, theme, source or story added to the change of the posts that ``asked`` is about.

    Refused where a model that says so was silent for more than a tenth of either period.

    Args:
        store: where they are.
        asked: query, filters, period and scope.
        before: the period to compare with, as long as that of ``asked``.
        by: one of ``GROUPS``.
        negative: explain the negative posts instead of all; a filter by sentiment is then left out.
        call: names sources and stories.
    """
    kept = tuple(each for each in asked.filters if not (negative and each.group is Group.SENTIMENT))
    about = replace(asked, filters=kept, by=(), metrics=asked.metrics[:1])
    models = behind(replace(about, by=(by, *((Group.SENTIMENT,) if negative else ()))))
    if (unread := refusal(store, models, before, asked.period)) is not None:
        return Change(unread, by, before, asked.period, (), {})
    asker = _Asker(store, about, (before, asked.period))
    aside, heard = _aside(asker)
    asker = asker.without(tuple(aside))
    counted = asker.negative() if negative else asker
    compared, values = _chosen(counted, by)
    values = counted.telling(by, values)
    posts, labelled = asker.table(by, values), counted.table(by, values)
    finding = explain(
        _names(by, values, call),
        posts.counts,
        asker.totals(),
        labelled.counts if negative else None,
        counted.totals() if negative else None,
        most=posts.most,
        most_labelled=labelled.most,
        typical=asked.scope.k / 2,
        others=len(values) < posts.counts.shape[1],
        compared=compared,
        noise=SPREAD**2,
        heard=heard * share_read(store, models, before, asked.period),
    )
    return Change(finding, by, before, asked.period, values, aside)


class _Table(NamedTuple):
    """Posts of some groups, shape (2, groups), NaN where hidden, and the most that a hidden one can be, shape (2,)."""

    counts: Floats
    most: Floats


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks the same of both periods, and nothing twice: ``answers`` are kept. What it counts is part of ``whole``."""

    store: Store
    question: Question
    periods: tuple[Period, Period]
    answers: dict[Question, pa.Table] = field(default_factory=dict)
    whole: _Asker | None = None

    def without(self, sources: tuple[str, ...]) -> _Asker:
        return self.only(Filter(Group.SOURCE, sources, exclude=True)) if sources else self

    def negative(self) -> _Asker:
        return replace(self.only(NEGATIVE), whole=self)

    def only(self, more: Filter) -> _Asker:
        return replace(self, question=replace(self.question, filters=(*self.question.filters, more)))

    def counts(self, by: Group) -> list[dict[str, int | None]]:
        """Posts by value before and now; ``None`` where they are hidden."""
        limit = MOST_STORIES if by is Group.STORY else MOST_GROUPS
        found = []
        for period in self.periods:
            table = self._answer(replace(self.question, period=period, by=(by,), limit=limit))
            columns = (table.column(name).to_pylist() for name in (by.value, "posts"))
            found.append({value: count for value, count in zip(*columns, strict=True) if value})
        return found

    def totals(self) -> Floats:
        """Shape (2,); NaN where it is hidden."""
        return np.array([self.total(period) for period in self.periods])

    def total(self, period: Period) -> float:
        """NaN where it is hidden."""
        [count] = self._answer(replace(self.question, period=period)).column("posts").to_pylist()
        return np.nan if count is None else float(count)

    def _answer(self, question: Question) -> pa.Table:
        if question not in self.answers:
            self.answers[question] = self.store.ask(question).table
        return self.answers[question]

    def telling(self, by: Group, values: Sequence[str]) -> tuple[str, ...]:
        """Those of ``values`` that are shown in both periods, or surely changed whatever they hide."""
        counts, most = self._shown(by, values)
        hidden = np.isnan(counts)
        limit = np.where(hidden, most[:, None], 0.0).max(axis=0)
        kept = ~hidden.any(axis=0) | (np.nan_to_num(counts).max(axis=0) > limit)
        if kept.all():
            return tuple(values)
        return self.telling(by, [value for value, told in zip(values, kept.tolist(), strict=True) if told])

    def table(self, by: Group, values: Sequence[str]) -> _Table:
        """Posts of ``values``; where a post can be in several groups, a last column has those in none of them."""
        counts, most = self._shown(by, values)
        if by not in SEVERAL or not values:
            return _Table(counts, most)
        others = self.only(Filter(by, tuple(values), exclude=True)).totals()
        others += 0 * others.sum()  # hidden in one period, they are left to the rest
        return _Table(np.column_stack([counts, others]), most)

    def _shown(self, by: Group, values: Sequence[str]) -> _Table:
        known = self.counts(by)
        columns = [self._column(by, value, known) for value in values]
        counts = np.array(columns, dtype=np.float64).reshape(-1, 2).T
        most = self._most()
        if by not in SEVERAL:
            most -= np.nansum(counts, axis=1) - MOST * (1 + len(values))
        for at in np.flatnonzero(np.isnan(counts).any(axis=1)).tolist():
            hidden = [value for value, count in zip(values, counts[at], strict=True) if np.isnan(count)]
            others = [value for value, count in known[at].items() if count is None and value not in hidden]
            most[at] = np.fmin(most[at], self._together(by, hidden, others, at))
        return _Table(counts, most)

    def _most(self) -> Floats:
        """The most that a figure of each period can be; NaN where nobody knows."""
        totals = self.totals()
        return totals if self.whole is None else np.where(np.isnan(totals), self.whole.totals() + MOST, totals)

    def _together(self, by: Group, hidden: Sequence[str], others: Sequence[str], at: int) -> float:
        """The most that one of ``hidden`` can be: as many posts as name any of them, or of ``others``.

        So many others are taken that enough people speak to be shown; NaN where there are too few.
        """
        more = 0
        while True:
            asked = self.only(Filter(by, (*hidden, *others[:more])))
            figure = asked.total(self.periods[at])
            if not np.isnan(figure) or more >= len(others):
                return figure + MOST
            more = 2 * more or 1

    def _column(self, by: Group, value: str, known: Sequence[Mapping[str, int | None]]) -> Floats:
        """What is not named may be hidden, so that it is asked for by itself.

        So is a story, and any group where too few people spoke in all to name one.
        """
        few = [not counts and bool(hidden) for counts, hidden in zip(known, np.isnan(self.totals()), strict=True)]
        if any(few) or (by is Group.STORY and not all(value in counts for counts in known)):
            return self.only(Filter(by, (value,))).totals()
        return _floats([counts.get(value, 0) for counts in known])


def _floats(counts: Sequence[int | None]) -> Floats:
    return np.array([np.nan if count is None else count for count in counts], dtype=np.float64)


def _aside(asker: _Asker) -> tuple[dict[str, tuple[float, float]], float]:
    """Sources with posts that were not heard throughout, and the share of the posts that the others gave."""
    heard = [asker.store.heard(period) for period in asker.periods]
    counts = asker.counts(Group.SOURCE)
    posts = {source: sum(each.get(source) or 0 for each in counts) for each in counts for source in each}
    aside = {
        source: (heard[0][source], heard[1][source])
        for source in sorted(posts)
        if source in heard[0] and min(heard[0][source], heard[1][source]) < HEARD
    }
    lost = sum(posts[source] for source in aside)
    return aside, 1 - lost / max(1, sum(posts.values()))


def _chosen(asker: _Asker, by: Group) -> tuple[int, tuple[str, ...]]:
    """Among how many groups, and those that changed most."""
    before, now = asker.counts(by)
    posts = {value: ((before.get(value) or 0), (now.get(value) or 0)) for value in before | now}
    large = {value: sum(pair) for value, pair in posts.items() if max(pair) >= FEWEST and value not in UNNAMED}
    if by is Group.PLACE:
        large = {place: large[place] for place in apart(large, asker.periods[1].local_end.date())}
    if by in SEVERAL:
        totals = asker.totals().tolist()
        large = {value: count for value, count in large.items() if not _all((before, now), value, totals)}
    ordered = sorted(large, key=lambda value: (-abs(posts[value][1] - posts[value][0]), value))
    return len(ordered), tuple(ordered[:PARTS])


def _all(counts: Sequence[Mapping[str, int | None]], value: str, totals: Sequence[float]) -> bool:
    """Whether ``value`` holds nearly all posts of both periods; where it alone is hidden it cannot."""
    pairs = [(each.get(value, 0), total) for each, total in zip(counts, totals, strict=True)]
    return all(np.isnan(total) or (count is not None and count >= ALL * total) for count, total in pairs)


def _names(by: Group, values: Sequence[str], call: Call) -> list[Sentence]:
    if by is Group.PLACE:
        found = [Sentence(gazetteer.name(value, "vi"), gazetteer.name(value, "en")) for value in values]
    elif by is Group.THEME:
        found = [Sentence(taxonomy.name(value, "vi"), taxonomy.name(value, "en")) for value in values]
    else:
        called = {value: value for value in values} | dict(call(by, values))
        words = [f"“{called[value]}”" if by is Group.STORY else called[value] for value in values]
        found = [Sentence(each, each) for each in words]
    return [*found, NONE[by]] if by in NONE and values else found


NONE: Mapping[Group, Sentence] = {
    Group.PLACE: Sentence("bài không nhắc đến các nơi này", "posts that name none of these places"),
    Group.THEME: Sentence("bài không thuộc các lĩnh vực này", "posts about none of these themes"),
}
"""What is in none of the groups that are told apart."""
