"""Answer and Posts: what the store says, with what must be known to read it rightly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from civicbeat.store.question import Look, Metric, Question


@dataclass(frozen=True, slots=True)
class Gap:
    """A span in which a source delivered nothing although it was asked to: drawn as a gap, never as zero.

    Where ``reason`` is ``unread.MODEL_OFF``, ``source`` is a model, which read nothing of what came then.
    """

    source: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the period the sources reported on.

    Attributes:
        share: covered share of period × expected sources, 0 to 1; ``None`` when no source keeps a ledger (files).
        gaps: the known holes, oldest first.
    """

    share: float | None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures that are safe to show.

    Attributes:
        question: what was asked.
        table: one row a group; a column for each group in ``question.by`` (cells of time: aware timestamps in the
            display zone; else strings), one integer column for each metric (null when hidden) and ``hidden`` (bool):
            too few people, or hidden because its neighbour could be found by subtraction. A figure of time that a model
            did not read is null and not hidden. Where all groups together are
            of too few people, no group is named, and all cells of time are hidden, with and without posts.
        hidden_groups: how many groups were hidden; 1 where no group is named.
        coverage: how much of the period was heard.
        versions: enricher and schema versions behind the figures.
        elapsed_ms: server time.
    """

    question: Question
    table: pa.Table
    hidden_groups: int
    coverage: Coverage
    versions: Mapping[str, str]
    elapsed_ms: float

    @property
    def of_few(self) -> bool:
        """Whether no group is named though there are some: what is not named may then be hidden, and is not zero."""
        return bool(self.hidden_groups) and not len(self.table)

    def counts(self, metric: Metric = Metric.POSTS) -> dict[Any, int | None]:
        """Figure by value of an answer that is split once; ``None`` where it is hidden."""
        columns = (self.table.column(name).to_pylist() for name in (self.question.by[0].value, metric.value))
        return {value: count for value, count in zip(*columns, strict=True) if value is not None}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that matched: ``start <= i < end`` in characters (code points)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A stored post as a person may see it. ``author`` is not among its parts: nobody is followed."""

    id: int
    source: str
    platform: str
    institution: str
    url: str
    kind: str
    published_at: datetime
    text: str
    language: str
    sentiment: str
    p_negative: float
    p_neutral: float
    p_positive: float
    themes: tuple[str, ...]
    places: tuple[str, ...]
    story: int
    copies: int
    likes: int | None
    replies: int | None
    shares: int | None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Posts:
    """A page of posts.

    Attributes:
        posts: empty when too few people match: small groups stay invisible.
        hidden: whether posts were withheld for that reason.
        next: position of the following page, empty at the end.
    """

    look: Look
    posts: tuple[SeenPost, ...]
    hidden: bool
    next: str
    elapsed_ms: float
