"""Trying: the first posts of a source, shown before anybody decides to follow it. Nothing is stored."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.governance.switches.state import off
from civicbeat.listen.beat import Beat
from civicbeat.listen.quotas import within
from civicbeat.records.errors import CivicbeatError
from civicbeat.sources.contract import Page, Source
from civicbeat.store.answer import SeenPost
from civicbeat.store.resting import unlabelled

MOST = 10
SECONDS = 20.0
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Tried:
    """What a first reading of at most ``SECONDS`` gave.

    Attributes:
        posts: the first few, masked and understood as they would be stored.
        read: items that were read.
        reasons: how many were set aside, by reason.
        unknown: fields that nobody expected → how many items had them.
        problem: why it ended early; ``None`` where it did not.
    """

    posts: tuple[SeenPost, ...]
    read: int
    reasons: Mapping[str, int]
    unknown: Mapping[str, int]
    problem: CivicbeatError | None = None


def tried(beat: Beat, source: Source) -> Tried:
    """Reads ``source`` from its beginning until there is something to show; what it costs of a quota is counted."""
    posts: list[SeenPost] = []
    reasons: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    read, problem = 0, None
    try:
        for page in _first(within(source.policy.quota, source.fetch({}))):
            understood = beat.workers.collect(beat.workers.submit(source, page.raws), source, page.raws)
            read += len(page.raws) + len(page.rejected)
            reasons.update(item.reason for item in (*page.rejected, *understood.rejected))
            unknown.update(page.unknown)
            posts += _seen(understood.batch, MOST - len(posts))
            if len(posts) >= MOST:
                break
    except CivicbeatError as error:
        problem = error
    return Tried(tuple(posts), read, dict(reasons), dict(unknown), problem)


def _first(pages: Iterator[Page]) -> Iterator[Page]:
    """Pages for ``SECONDS`` at most; then the source is closed."""
    ends = time.monotonic() + SECONDS
    for number, page in enumerate(pages, 1):
        yield page
        if number >= MOST_PAGES or time.monotonic() > ends:
            return


def _seen(batch: pa.RecordBatch, most: int) -> list[SeenPost]:
    rows = batch.filter(pc.invert(batch.column("deleted"))).slice(0, most).to_pylist()
    return [unlabelled(_post(row), off()) for row in rows]


def _post(row: Mapping[str, Any]) -> SeenPost:
    given: dict[str, Any] = {name: row[name] for name in _COPIED}
    return SeenPost(**given, themes=tuple(row["themes"]), places=tuple(row["places"]), copies=1)


_COPIED = (
    *("id", "source", "platform", "institution", "url", "kind", "published_at", "text", "language", "sentiment"),
    *("p_negative", "p_neutral", "p_positive", "story", "likes", "replies", "shares"),
)
