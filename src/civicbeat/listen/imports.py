"""Imports: a file read once from beginning to end, with its result kept for people to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Event
from typing import Any

from civicbeat.listen.beat import Beat
from civicbeat.listen.models import ImportRun
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import CivicbeatError
from civicbeat.sources.contract import Source

MOST_UNKNOWN = 60

Progress = Callable[[Tally], None]


def import_source(
    beat: Beat, source: Source, run: ImportRun, *, progress: Progress | None = None, stop: Event | None = None
) -> Tally:
    """Reads all of ``source`` and keeps the count in ``run`` page by page.

    An import that was cut off is simply started again: what is stored already counts as *repeated*.

    Raises:
        CivicbeatError: the file or the store failed; ``run`` says so, and what was read before stays.
    """
    stopping = stop or beat.stopping

    def kept(_cursor: Mapping[str, Any], tally: Tally) -> None:
        _note(run, tally)
        if progress is not None:
            progress(tally)

    try:
        tally = beat.intake.run(source, {}, kept, stopping)
        beat.store.roll_up()
    except BaseException as error:
        _end(run, ImportRun.Status.FAILED, str(error) if isinstance(error, CivicbeatError) else type(error).__name__)
        raise
    _note(run, tally)
    _end(run, ImportRun.Status.STOPPED if stopping.is_set() else ImportRun.Status.DONE)
    return tally


def _note(run: ImportRun, tally: Tally) -> None:
    run.read, run.new, run.edited, run.repeated = tally.read, tally.new, tally.edited, tally.repeated
    run.reasons = dict(tally.reasons)
    run.examples = [{"where": item.where, "reason": item.reason, "detail": item.detail} for item in tally.examples]
    run.unknown = dict(tally.unknown.most_common(MOST_UNKNOWN))
    run.share_done = tally.share_done
    run.save()


def _end(run: ImportRun, status: ImportRun.Status, problem: str = "") -> None:
    run.status, run.problem, run.ended_at = status, problem, datetime.now(UTC)
    run.save()
