"""The contract of a source: what ``listen`` calls, and all it may assume.

``fetch`` touches the network or the disk and yields pages; ``to_post`` is pure, picklable with its source and runs in a
worker process. A page is the unit of acknowledgement: its ``cursor`` is kept only after its posts are stored, so that a
fetch that starts from a kept cursor never misses a post (it may repeat some; the store drops repeats).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Protocol, runtime_checkable

from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy

Raw = Mapping[str, Any]
"""One item as the source gave it: picklable, plain values only."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that cannot become a post. It carries no content: only where it stood and why it was set aside.

    Attributes:
        where: the place in the source a person can find again, for example ``line 12`` or ``entry 3 of https://…``.
        reason: a short stable slug for counting, for example ``no-date``, ``no-text``, ``bad-encoding``, ``not-json``.
        detail: one sentence for a person.
    """

    where: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A batch of raw items from one source.

    Attributes:
        raws: the items, in the source's order.
        cursor: where the next fetch goes on once this page is stored; a JSON-serialisable mapping.
        covers: the period this page reports on, for the coverage ledger; ``None`` when the source cannot say.
        rejected: items that were no use already before ``to_post``.
        done: share of the whole that is read with this page, 0 to 1, or ``None`` where there is no end.
        cost: units of the policy's quota that getting this page used up; 0 where there is no quota.
        unknown: fields the mapping does not know → how many items of this page had them; a sign of a changed format.
    """

    raws: tuple[Raw, ...]
    cursor: Mapping[str, Any]
    covers: Period | None = None
    rejected: tuple[Rejected, ...] = field(default=())
    done: float | None = None
    cost: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)


@runtime_checkable
class Source(Protocol):
    """A place where the public speaks.

    Attributes:
        name: registered name, lower-case ASCII with dots, at most 40 characters; part of every post's id.
        kind: the folder's name, for example ``files`` or ``feeds``.
        policy: the rules it obeys.
        options: what a person fills in to follow one, each a keyword argument of the class; empty where the kind is not
            followed but imported.
        every: how long after a reading it is read again; zero where it is listened to without a pause: its ``fetch``
            then ends by itself after some minutes, and yields a page every few seconds, be it empty.
    """

    options: ClassVar[tuple[Option, ...]]
    every: ClassVar[timedelta]

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def policy(self) -> Policy: ...

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Pages after ``cursor`` (empty: from the start), until what is there now is read.

        Raises:
            SourceError: the source did not deliver; pages already yielded stay good.
        """
        ...

    def to_post(self, raw: Raw) -> Post | Rejected:
        """The post in one raw item, or why there is none. Pure; never raises on any mapping."""
        ...


@runtime_checkable
class Rechecks(Source, Protocol):
    """A source that can be asked what became of posts it gave before.

    Their native ids are kept sealed (docs/decisions/0061-what-became-of-a-post.md), and only for such a source.
    """

    def recheck(self, native_ids: Sequence[str]) -> Iterator[Page]:
        """How the posts with ``native_ids`` stand now.

        A raw item for each that still stands, edited or not, and for each that is gone one of which ``to_post`` makes a
        post with ``deleted``. An id the source cannot judge now is left out and asked for again later. The cursors of
        these pages are not kept.

        Raises:
            SourceError: the source did not deliver; pages already yielded stay good.
        """
        ...
