"""Intake: the way of a source's pages into the store.

Pages are understood by worker processes side by side and stored in their order, so that a kept cursor means that
everything before it is stored. At most a few pages are in memory at once: a source that is faster than the store waits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from threading import Event
from typing import Any

import pyarrow as pa

from civicbeat.listen.tally import Tally
from civicbeat.listen.understand import Failed, Understood
from civicbeat.listen.workers import Workers
from civicbeat.records.errors import CivicbeatError
from civicbeat.sources.contract import Page, Source
from civicbeat.sources.policy import Policy
from civicbeat.sources.shape import skeleton
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.standing import Standing
from civicbeat.store.store import Store

Kept = Callable[[Mapping[str, Any], Tally], None]
"""Called after each stored page with its cursor and the tally so far."""

Changed = Callable[[pa.RecordBatch], pa.RecordBatch]
"""Puts into a batch what people said of its posts before."""

OwnTerm = Callable[[str, Policy], timedelta | None]
"""Gives how long the institution itself keeps what comes from a source, of a place with these rules."""


def no_term(_source: str, _place: Policy) -> timedelta | None:
    """Where the institution decided nothing."""
    return None


def as_it_is(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch: nobody said anything."""
    return batch


@dataclass(frozen=True, slots=True)
class Said:
    """What people said before of what comes in now.

    Attributes:
        corrected: puts their labels in place of a model's.
        held_back: takes out the personal data that they found.
        own_term: tells how long they decided to keep it.
    """

    corrected: Changed = as_it_is
    held_back: Changed = as_it_is
    own_term: OwnTerm = no_term


NOTHING_SAID = Said()


class Intake:
    """Reads sources into a store."""

    def __init__(self, store: Store, workers: Workers, said: Said = NOTHING_SAID) -> None:
        self._store = store
        self._workers = workers
        self._said = said

    def run(self, source: Source, cursor: Mapping[str, Any], kept: Kept, stop: Event | None = None) -> Tally:
        """Reads ``source`` after ``cursor`` until it has no more or ``stop`` is set; pages under way are still stored.

        Raises:
            SourceError: the source failed; what was read before is stored and its cursor kept.
            UnreadableFile: a file turned out to be unreadable further on; the same holds.
            StoreError: the store failed; the cursor stands where the store last acknowledged.
        """
        return self.take(source, source.fetch(cursor), kept, stop)

    def take(self, source: Source, pages: Iterator[Page], kept: Kept, stop: Event | None = None) -> Tally:
        """Takes in ``pages`` of ``source`` as ``run`` does."""
        tally = Tally()
        under_way: deque[tuple[Page, Future[Understood]]] = deque()
        failure: CivicbeatError | None = None
        while stop is None or not stop.is_set():
            try:
                page = next(pages)
            except StopIteration:
                break
            except CivicbeatError as error:
                failure = error
                break
            under_way.append((page, self._workers.submit(source, page.raws)))
            # a page that is ready is stored now: the next of a quiet stream may be long in coming
            while under_way and (under_way[0][1].done() or len(under_way) > 2 * self._workers.count):
                self._finish(source, *under_way.popleft(), tally, kept)
        while under_way:
            self._finish(source, *under_way.popleft(), tally, kept)
        if failure is not None:
            raise failure
        return tally

    def _finish(self, source: Source, page: Page, task: Future[Understood], tally: Tally, kept: Kept) -> None:
        understood = self._workers.collect(task, source, page.raws)
        own = self._said.own_term(source.name, source.policy) if page.raws else None
        self._store_posts(source, understood.batch, tally, own)
        for failed in understood.failed:
            self._bury(source, page, failed, own)
        if understood.sealed:
            self._store.note_standing(source.name, _standing(source, understood, own), ends_stay=own is not None)
        if page.covers is not None:
            self._note(source, page, len(understood.batch))
        tally.read += len(page.raws) + len(page.rejected)
        tally.buried += len(understood.failed)
        tally.set_aside((*page.rejected, *understood.rejected))
        tally.share_done = page.done
        tally.unknown.update(page.unknown)
        tally.cost += page.cost
        if tally.sample is None and page.raws and not len(understood.batch) and not understood.failed:
            tally.sample = skeleton(page.raws[0])
        kept(page.cursor, tally)

    def _store_posts(self, source: Source, batch: pa.RecordBatch, tally: Tally, own: timedelta | None) -> None:
        if not len(batch):
            return
        policy = source.policy
        written = self._store.write(
            self._said.corrected(self._said.held_back(batch)),
            token=_token(batch),
            keep_for=policy.keep_for,
            from_reading=policy.keep_from_reading,
            own=own,
        )
        tally.new += written.new
        tally.edited += written.edited
        tally.repeated += written.repeated
        tally.deleted += written.deleted

    def _bury(self, source: Source, page: Page, failed: Failed, own: timedelta | None) -> None:
        place = source.policy.keep_for
        terms = [term for term in (place, own) if term is not None]
        self._store.bury(
            DeadLetter(
                source=source.name,
                reason=failed.reason,
                batch=self._said.held_back(failed.batch),
                cursor=dict(page.cursor),
                keep_for=min(terms, default=None),
                from_reading=source.policy.keep_from_reading or place is None,
            )
        )

    def _note(self, source: Source, page: Page, posts: int) -> None:
        assert page.covers is not None  # noqa: S101  # the caller asked
        self._store.note_coverage(
            CoverageNote(source=source.name, start=page.covers.start, end=page.covers.end, posts=posts, status="ok")
        )


def _standing(source: Source, understood: Understood, own: timedelta | None) -> list[Standing]:
    """How each post of a page was seen, and how it can be asked for again, until it leaves."""
    keep_for, since = source.policy.keep_for, "collected_at" if source.policy.keep_from_reading else "published_at"
    columns = (understood.batch.column(name).to_pylist() for name in ("id", "collected_at", since))
    return [
        Standing(
            number, sealed, seen_at, _earlier(begins + keep_for if keep_for else None, seen_at + own if own else None)
        )
        for sealed, number, seen_at, begins in zip(understood.sealed, *columns, strict=True)
    ]


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((end for end in (one, other) if end is not None), default=None)


def _token(batch: pa.RecordBatch) -> str:
    """The same posts read at the same moment are one insert, however often it is tried."""
    digest = blake2b(digest_size=16)
    for name in ("id", "collected_at"):
        digest.update(batch.column(name).cast(pa.int64(), safe=False).to_numpy(zero_copy_only=False).tobytes())
    return digest.hexdigest()
