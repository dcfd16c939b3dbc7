"""Spread: how one story went round: when, from which sources, and in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.findings.asking import ask
from civicbeat.findings.months import busiest
from civicbeat.findings.wanted import grain
from civicbeat.records.period import Grain
from civicbeat.records.scope import Scope
from civicbeat.store.question import Filter, Group, Metric, Question
from civicbeat.store.store import Store

MOST_VARIANTS = 10
MOST_SOURCES = 20


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a story, as it was first written.

    Attributes:
        text: the masked post.
        posts, people: that use it, the people at the least; protected figures. No people: institutions alone.
    """

    text: str
    posts: int
    people: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How a story went round.

    Attributes:
        posts, people: of the story, the people at the least; ``None`` where fewer than k people tell it.
        grain: of ``times``.
        times: start and posts of each cell of the period, ``None`` where that is hidden.
        sources: posts of each, ``None`` where that is hidden.
        variants: wordings that enough people use, the most frequent first.
        others: whether there are wordings of fewer people.
        coverage: share of the expected time that was heard; ``None`` where nobody knows.
    """

    posts: int | None
    people: int | None
    grain: Grain
    times: Sequence[tuple[datetime, int | None]]
    sources: Mapping[str, int | None]
    variants: Sequence[Variant]
    others: bool
    coverage: float | None


def spread(store: Store, asked: Question, story: str) -> Spread:
    """How the ``story`` of this number went round in the period of ``asked``, as far as its query and filters go.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    variants, rare = _variants(store, _about(asked, story))
    return replace(counted(store, asked, story), variants=variants, others=rare)


def counted(store: Store, asked: Question, story: str) -> Spread:
    """The same without the wordings: no post is read.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    about = _about(asked, story)
    cut = grain(asked.period.length)
    over_time, by_source, whole = ask(
        store,
        replace(about, by=(Group(cut.value),)),
        replace(about, by=(Group.SOURCE,), limit=MOST_SOURCES),
        replace(about, metrics=(Metric.POSTS, Metric.PEOPLE)),
    )
    [posts], [people] = (whole.table.column(name).to_pylist() for name in ("posts", "people"))
    return Spread(
        posts=posts,
        people=people,
        grain=cut,
        times=list(over_time.counts().items()),
        sources=by_source.counts(),
        variants=(),
        others=False,
        coverage=whole.coverage.share,
    )


def _about(asked: Question, story: str) -> Question:
    others = tuple(each for each in asked.filters if each.group is not Group.STORY)
    return replace(asked, by=(), metrics=(Metric.POSTS,), filters=(*others, Filter(Group.STORY, (story,))))


def _variants(store: Store, about: Question) -> tuple[Sequence[Variant], bool]:
    """The wordings, and whether there are some that may not be told. Of very many posts a sample is read."""
    posts = store.material(about).posts.sort_by("published_at")
    rows = defaultdict[str, list[int]](list)
    for row, text in enumerate(posts.column("text").to_pylist()):
        rows[" ".join(text.casefold().split())].append(row)
    found = [(words, _told(store, about.scope, words, posts.take(pa.array(those)))) for words, those in rows.items()]
    told = sorted((each for _, each in found if each), key=lambda each: -each.posts)
    return told[:MOST_VARIANTS], len(told) < len(found)


def _told(store: Store, scope: Scope, words: str, posts: pa.Table) -> Variant | None:
    """A wording that institutions alone use is nobody's secret; else k people must use it."""
    text = str(posts.column("text")[0])
    wrote = posts.filter(pc.not_equal(posts.column("person"), pa.scalar(0, pa.uint64())))
    if not len(wrote):
        return Variant(text, len(posts), 0)
    figures = store.told(scope, words, busiest(wrote), len(posts))
    return Variant(text, figures["posts"], figures["people"]) if figures else None
