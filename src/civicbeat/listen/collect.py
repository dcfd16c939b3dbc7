"""Collect: reads the followed sources when they are due, each for itself, so that one's fault never stops another."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.db import close_old_connections
from django.db.models import Q

from civicbeat.listen.beat import Beat
from civicbeat.listen.follow import build
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import CivicbeatError, SourceError
from civicbeat.store.coverage import CoverageNote

LOOK_EVERY = 1.0
AT_ONCE = 4
LONGEST_BACK_OFF = timedelta(hours=6)
JITTER = 0.1

log = structlog.get_logger()


class Collector(threading.Thread):
    """The thread that starts a reading of every source that is due."""

    def __init__(self, beat: Beat) -> None:
        super().__init__(name="collector", daemon=True)
        self._beat = beat
        self._under_way: dict[int, Future[None]] = {}

    def run(self) -> None:
        """Until the beat stops; readings under way then finish their pages."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="collect") as pool:
            while not self._beat.stopping.wait(LOOK_EVERY):
                self._start_due(pool)

    def _start_due(self, pool: ThreadPoolExecutor) -> None:
        self._under_way = {pk: task for pk, task in self._under_way.items() if not task.done()}
        close_old_connections()
        for pk in due(datetime.now(UTC)):
            if pk not in self._under_way:
                self._under_way[pk] = pool.submit(_read_in_thread, self._beat, pk)


def due(now: datetime) -> list[int]:
    """Primary keys of the sources to be read ``now``, the longest waiting first."""
    waiting = FollowedSource.objects.filter(Q(due_at__isnull=True) | Q(due_at__lte=now), paused=False)
    return list(waiting.order_by("due_at").values_list("pk", flat=True))


def _read_in_thread(beat: Beat, pk: int) -> None:
    try:
        read(beat, pk)
    except Exception:  # a fault of one source is written down and never ends the collector
        log.exception("reading a source failed", source=pk)
    finally:
        close_old_connections()


def read(beat: Beat, pk: int, progress: Callable[[Tally], None] | None = None) -> Tally | None:
    """Reads one followed source once and notes how that went; ``None`` when it failed."""
    followed = FollowedSource.objects.get(pk=pk)
    started = datetime.now(UTC)
    before = _Totals(followed)

    def kept(cursor: Mapping[str, Any], tally: Tally) -> None:
        followed.cursor = dict(cursor)
        before.add(tally)
        followed.save(update_fields=["cursor", "posts", "rejected", "last_post_at"])
        if progress is not None:
            progress(tally)

    try:
        source = build(followed)
        tally = beat.intake.run(source, followed.cursor, kept, beat.stopping)
    except CivicbeatError as error:
        _failed(beat, followed, started, error)
        return None
    followed.failures, followed.problem = 0, ""
    followed.last_read_at = datetime.now(UTC)
    followed.due_at = followed.last_read_at + _jittered(timedelta(seconds=followed.every_seconds))
    followed.save(update_fields=["failures", "problem", "last_read_at", "due_at"])
    return tally


class _Totals:
    """Adds a run's growing tally to what the source had before."""

    def __init__(self, followed: FollowedSource) -> None:
        self._followed = followed
        self._posts, self._rejected = followed.posts, followed.rejected

    def add(self, tally: Tally) -> None:
        if self._posts + tally.new > self._followed.posts:
            self._followed.last_post_at = datetime.now(UTC)
        self._followed.posts = self._posts + tally.new
        self._followed.rejected = self._rejected + tally.rejected


def _failed(beat: Beat, followed: FollowedSource, started: datetime, error: CivicbeatError) -> None:
    """Backs off, twice as long after every failure; a source that did not deliver leaves a gap in the ledger."""
    now = datetime.now(UTC)
    followed.failures += 1
    followed.problem = str(error)
    wait = timedelta(seconds=followed.every_seconds) * 2 ** min(followed.failures, 12)
    followed.due_at = now + _jittered(min(wait, LONGEST_BACK_OFF))
    followed.save(update_fields=["failures", "problem", "due_at"])
    log.warning("a source did not deliver", source=followed.name, failures=followed.failures, kind=type(error).__name__)
    if isinstance(error, SourceError):
        since = followed.last_read_at or started - timedelta(seconds=followed.every_seconds)
        beat.store.note_coverage(
            CoverageNote(
                source=followed.name, start=since, end=now, posts=0, status="failed", reason=type(error).__name__
            )
        )


def _jittered(wait: timedelta) -> timedelta:
    """A tenth more or less, so that sources added together do not stay in step."""
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # spreads load, keeps no secret
