"""Question and Look: everything that can be asked of the post store, as frozen values.

A ``Question`` asks for figures, a ``Look`` for posts. Neither can be built without a ``Scope``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from civicbeat.records.period import Period
from civicbeat.records.scope import Scope


class Group(StrEnum):
    """What figures can be split by. ``HOUR`` to ``MONTH`` are cells of the period's display zone."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SOURCE = "source"
    PLATFORM = "platform"
    KIND = "kind"
    LANGUAGE = "language"
    SENTIMENT = "sentiment"
    THEME = "theme"
    PLACE = "place"
    STORY = "story"
    INSTITUTION = "institution"


class Metric(StrEnum):
    """What is counted: posts, distinct texts (stories, copies counted once), people (at least: the busiest month's)."""

    POSTS = "posts"
    STORIES = "stories"
    PEOPLE = "people"
    REACTIONS = "reactions"


class Order(StrEnum):
    """How posts are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_REACTIONS = "most-reactions"
    SHUFFLED = "shuffled"
    """By their ids, which are hashes: always the same, and nothing to do with what they say. The first are a sample."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet somebody clicked: ``group`` is one of ``values`` (or, with ``exclude``, none of them)."""

    group: Group
    values: tuple[str, ...]
    exclude: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Figures about the posts of a period.

    Attributes:
        scope: who asks and why.
        period: which posts, by ``published_at``.
        query: Lucene-style text, empty for all posts.
        filters: facets, all of which must hold.
        metrics: what is counted.
        by: up to two groups to split by; empty for the total.
        limit: the most groups given (the largest first; cells of time are all given).
    """

    scope: Scope
    period: Period
    query: str = ""
    filters: tuple[Filter, ...] = ()
    metrics: tuple[Metric, ...] = (Metric.POSTS,)
    by: tuple[Group, ...] = ()
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Posts themselves, masked as stored. Every look is written to the audit log by the room that asks.

    Attributes:
        one_per_story: list one post of each story (the first said), with how many say the same.
        ids: only these of them; empty for all.
        after: continue after this position (``Posts.next``), empty for the first page.
        limit: posts a page, at most 500 on screens; exports page through.
    """

    scope: Scope
    period: Period
    query: str = ""
    filters: tuple[Filter, ...] = ()
    order: Order = Order.NEWEST
    one_per_story: bool = False
    ids: tuple[int, ...] = ()
    after: str = ""
    limit: int = 50
    highlight: bool = field(default=True)
