"""Coverage: what each source reported on, so that silence of a source is never mistaken for silence of the people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from civicbeat.records.period import Period
from civicbeat.store.answer import Coverage, Gap
from civicbeat.store.client import Clients

GOOD = "ok"
_MOMENT = pa.timestamp("ms", "UTC")
_NOTES = """SELECT source, start, end, status, reason FROM coverage
WHERE ({every:UInt8} OR source IN {sources:Array(String)}) ORDER BY source, start"""


@dataclass(frozen=True, slots=True)
class CoverageNote:
    """One report of a source.

    Attributes:
        source: the source's name.
        start, end: the span it reported on or failed to report on; aware.
        posts: how many posts it gave.
        status: ``ok``, or ``failed``.
        reason: why it failed; empty when it did not.
    """

    source: str
    start: datetime
    end: datetime
    posts: int
    status: str
    reason: str = ""


def note(clients: Clients, given: CoverageNote) -> None:
    """Adds a report to the ledger."""
    row = {
        "source": pa.array([given.source]),
        "start": pa.array([given.start], _MOMENT),
        "end": pa.array([given.end], _MOMENT),
        "posts": pa.array([given.posts], pa.uint64()),
        "status": pa.array([given.status]),
        "reason": pa.array([given.reason]),
        "noted_at": pa.array([datetime.now(UTC)], _MOMENT),
    }
    clients.insert("coverage", pa.table(row))


def coverage(clients: Clients, period: Period, sources: Sequence[str]) -> Coverage:
    """How much of ``period`` was heard.

    A source is expected from its first note to its last; what no good note covers in between is a gap.

    Args:
        clients: the store.
        period: the span asked about.
        sources: whose coverage; all that ever noted one where empty.
    """
    expected, missed, gaps = timedelta(), timedelta(), []
    for one in _noted(clients, sources).values():
        start = max(period.start, one[0].start)
        end = min(period.end, max(each.end for each in one))
        if end <= start:
            continue
        expected += end - start
        found = list(_gaps(one, start, end))
        missed += sum((gap.end - gap.start for gap in found), timedelta())
        gaps += found
    share = 1 - missed / expected if expected else None
    return Coverage(share, tuple(sorted(gaps, key=lambda gap: (gap.start, gap.source))))


def heard(clients: Clients, period: Period) -> dict[str, float]:
    """Of every source that ever noted something, the share of the whole ``period`` that its good notes cover, 0 to 1.

    Unlike ``coverage`` it takes the time before a source was followed, and after, for what it is: not heard.
    """
    return {source: _heard(notes, period) for source, notes in _noted(clients, ()).items()}


def _heard(notes: Sequence[CoverageNote], period: Period) -> float:
    missed = sum((gap.end - gap.start for gap in _gaps(notes, period.start, period.end)), timedelta())
    return (period.length - missed) / period.length


def _noted(clients: Clients, sources: Sequence[str]) -> dict[str, list[CoverageNote]]:
    """The notes of each of ``sources`` (of all, if empty), in order of their start."""
    rows = clients.rows(_NOTES, {"every": int(not sources), "sources": list(sources)})
    notes: dict[str, list[CoverageNote]] = {}
    for source, start, end, status, reason in rows:
        notes.setdefault(source, []).append(CoverageNote(source, start, end, 0, status, reason))
    return notes


def _gaps(notes: Sequence[CoverageNote], start: datetime, end: datetime) -> Iterable[Gap]:
    """What of ``start`` to ``end`` no good note covers; ``notes`` are in order of their start."""
    heard = start
    for note_ in notes:
        if note_.status != GOOD or note_.end <= heard:
            continue
        if note_.start >= end:
            break
        if note_.start > heard:
            yield _gap(notes, heard, note_.start)
        heard = max(heard, note_.end)
    if heard < end:
        yield _gap(notes, heard, end)


def _gap(notes: Sequence[CoverageNote], start: datetime, end: datetime) -> Gap:
    failed = next((n.reason for n in notes if n.status != GOOD and n.start < end and n.end > start), "")
    return Gap(notes[0].source, start, end, failed or "not-read")
