"""Collect: reads the followed sources when they are due, each for itself, so that one's fault never stops another."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, close_old_connections
from django.db.models import Q

from civicbeat.governance.turns import turn
from civicbeat.listen.beat import Beat
from civicbeat.listen.follow import build
from civicbeat.listen.ledger import Ledger, note_run
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.quotas import FOR_NEWS, within
from civicbeat.listen.recheck import recheck
from civicbeat.listen.serving import rest
from civicbeat.listen.silence import SILENCE_EVERY, look_for_silence
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import CivicbeatError, FormatChanged, SourceError
from civicbeat.sources.contract import Rechecks
from civicbeat.sources.web import AskedToWait
from civicbeat.store.coverage import CoverageNote

LOOK_EVERY = 1.0
DELIVERED = "webhook"
"""The kind that is not read: it delivers by itself."""
AT_ONCE = 16
"""Readings at the same time; most of them wait for a host."""
STREAMS = 64
"""Sources that can be listened to without a pause, each in a thread of its own."""
SHORTEST_BACK_OFF = timedelta(seconds=5)
LONGEST_BACK_OFF = timedelta(hours=6)
ENOUGH_TO_TELL = 10
FORMLESS = frozenset(("no-id", "no-text", "no-date", "not-a-row"))
"""Reasons that, all alone, say that a format has changed."""
JITTER = 0.1

log = structlog.get_logger()


class Collector(threading.Thread):
    """The thread that starts a reading of every source that is due."""

    def __init__(self, beat: Beat) -> None:
        super().__init__(name="collector", daemon=True)
        self._beat = beat
        self._under_way: dict[int, Future[None]] = {}
        self._looked_for_silence: datetime | None = None

    def run(self) -> None:
        """Until the beat stops; readings under way then finish their pages."""
        with (
            ThreadPoolExecutor(AT_ONCE, thread_name_prefix="collect") as pool,
            ThreadPoolExecutor(STREAMS, thread_name_prefix="stream") as streams,
        ):
            while not self._beat.stopping.wait(LOOK_EVERY):
                try:
                    self._start_due(pool, streams)
                except DatabaseError:  # a busy or restarting database is asked again in a second
                    log.exception("what is due cannot be told")

    def _start_due(self, pool: ThreadPoolExecutor, streams: ThreadPoolExecutor) -> None:
        self._under_way = {pk: task for pk, task in self._under_way.items() if not task.done()}
        close_old_connections()
        now = datetime.now(UTC)
        for pk, every_seconds in due(now):
            self._start(streams if not every_seconds else pool, pk, self._read_if_due)
        for pk in due_for_recheck(now):
            self._start(pool, -pk, self._recheck_if_due)
        if self._looked_for_silence is None or now - self._looked_for_silence > SILENCE_EVERY:
            self._looked_for_silence = now
            self._start(pool, 0, lambda _pk: _look_around(now))

    def _start(self, pool: ThreadPoolExecutor, number: int, task: Callable[[int], object]) -> None:
        """Starts a task of the source ``abs(number)`` unless the same one is under way."""
        if number not in self._under_way:
            self._under_way[number] = pool.submit(_in_thread, task, number)

    def _read_if_due(self, pk: int) -> None:
        """Reads the source, unless another process has read it since it was found to be due."""
        if any(pk == other for other, _ in due(datetime.now(UTC))):
            read(self._beat, pk)

    def _recheck_if_due(self, pk: int) -> None:
        if pk in due_for_recheck(datetime.now(UTC)):
            recheck(self._beat, pk)


def _look_around(now: datetime) -> None:
    """What is looked for every few minutes: topics that ended, and sources that fell silent."""
    rest()
    look_for_silence(now)


def due(now: datetime) -> list[tuple[int, int]]:
    """Primary key and seconds between readings of the sources to be read ``now``, the longest waiting first."""
    waiting = FollowedSource.objects.filter(Q(due_at__isnull=True) | Q(due_at__lte=now), paused=False)
    return list(waiting.exclude(kind=DELIVERED).order_by("due_at").values_list("pk", "every_seconds"))


def due_for_recheck(now: datetime) -> list[int]:
    """Primary keys of the sources whose older posts are to be looked at again ``now``."""
    waiting = FollowedSource.objects.filter(recheck_due_at__lte=now, paused=False)
    return list(waiting.order_by("recheck_due_at").values_list("pk", flat=True))


def _in_thread(task: Callable[[int], object], number: int) -> None:
    """Does the task, unless another process does the same now."""
    try:
        with at_work(number) as mine:
            if mine:
                task(abs(number))
    except CivicbeatError as error:
        log.warning("a task of a source failed", source=abs(number), kind=type(error).__name__)
    except Exception:  # a fault of one source is written down and never ends the collector
        log.exception("a task of a source failed", source=abs(number))
    finally:
        close_old_connections()


def at_work(number: int) -> AbstractContextManager[bool]:
    """Gives whether a source is the caller's to read (its ``number``), or to look at again (less than 0), in the block.

    Not if another process of this installation reads it now.
    """
    return turn(f"source {number}")


def read(beat: Beat, pk: int, progress: Callable[[Tally], None] | None = None) -> Tally | None:
    """Reads one followed source once and notes how that went; ``None`` when it failed."""
    followed = FollowedSource.objects.get(pk=pk)
    started = datetime.now(UTC)
    ledger = Ledger(followed)

    def kept(cursor: Mapping[str, Any], tally: Tally) -> None:
        ledger.note(tally, cursor=dict(cursor))
        if progress is not None:
            progress(tally)

    try:
        source = build(followed)
        share = FOR_NEWS if isinstance(source, Rechecks) else 1.0
        pages = within(source.policy.quota, source.fetch(followed.cursor), share)
        tally = beat.intake.take(source, pages, kept, beat.stopping)
        must_be_of_use(tally)
    except CivicbeatError as error:
        _failed(beat, followed, started, error)
        return None
    now = datetime.now(UTC)
    note_run(followed)
    followed.failures, followed.problem, followed.sample = 0, "", None
    followed.last_read_at = now
    followed.due_at = now + _jittered(timedelta(seconds=followed.every_seconds))
    followed.save(update_fields=["failures", "problem", "sample", "last_read_at", "due_at"])
    return tally


def must_be_of_use(tally: Tally) -> None:
    """Nothing unless a whole reading was set aside for want of what every post has: then its format has changed.

    Raises:
        FormatChanged: with the shape of an item.
    """
    if tally.read < ENOUGH_TO_TELL or tally.kept or tally.buried or not tally.reasons.keys() <= FORMLESS:
        return
    raise FormatChanged(
        "Nothing that was read can be used: every item lacks an id, a text or a date.",
        do="The place may have changed its format. The shape of an item is kept; tell who keeps this program.",
        sample=tally.sample,
    )


def _failed(beat: Beat, followed: FollowedSource, started: datetime, error: CivicbeatError) -> None:
    """Backs off, twice as long after every failure; a source that did not deliver leaves a gap in the ledger.

    One that says until when it wants to be left alone has not failed, and is left alone until then.
    """
    now = datetime.now(UTC)
    waits = isinstance(error, AskedToWait)
    note_run(followed, failed=not waits)
    followed.failures += not waits
    followed.problem = str(error)
    followed.due_at = max(now, error.until) if isinstance(error, AskedToWait) else now + _back_off(followed)
    if isinstance(error, FormatChanged) and error.sample is not None:
        followed.sample = error.sample
    followed.save(update_fields=["failures", "problem", "sample", "due_at"])
    log.warning("a source did not deliver", source=followed.name, failures=followed.failures, kind=type(error).__name__)
    if isinstance(error, SourceError):
        since = followed.last_read_at or started - timedelta(seconds=followed.every_seconds)
        beat.store.note_coverage(
            CoverageNote(
                source=followed.name, start=since, end=now, posts=0, status="failed", reason=type(error).__name__
            )
        )


def _back_off(followed: FollowedSource) -> timedelta:
    shortest = max(timedelta(seconds=followed.every_seconds), SHORTEST_BACK_OFF)
    return _jittered(min(shortest * 2 ** min(followed.failures, 12), LONGEST_BACK_OFF))


def _jittered(wait: timedelta) -> timedelta:
    """A tenth more or less, so that sources added together do not stay in step."""
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # spreads load, keeps no secret
