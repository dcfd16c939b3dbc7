"""Shorten: the institution keeps what came from a source for less long than it said before.

The end of each row comes earlier, never later; rows past it are shown to nobody from that second on, and leave the disk
as every row past its term does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civicbeat.records.period import CITY_ZONE
from civicbeat.store.client import Clients
from civicbeat.store.roll_up import roll_up
from civicbeat.store.settle import Settler
from civicbeat.store.write import Writer, mark


def _end(since: str) -> str:
    """When a row leaves by the institution's own term: never before now, so that what is over ends now."""
    return f"greatest(toUnixTimestamp({since}) + {{own:Int64}}, {{now:Int64}})"


def _later(since: str) -> str:
    return f"toUnixTimestamp(keep_until) > {_end(since)}"


def _shorter(table: str, since: str, whose: str) -> str:
    return f"""ALTER TABLE {table} UPDATE keep_until = toDateTime({_end(since)}, 'UTC')
WHERE {_later(since)} AND {whose}"""


_OURS = "source = {source:String}"
_DAYS = f"""SELECT DISTINCT toDate(published_at, '{CITY_ZONE}') FROM posts
WHERE {_OURS} AND {_later("collected_at")}"""
_STATEMENTS = (
    _shorter("identities", "noted_at", f"id IN (SELECT id FROM posts WHERE {_OURS})"),
    _shorter("standing", "seen_at", _OURS),
    _shorter("dead_letters", "buried_at", _OURS),
    _shorter("posts", "collected_at", _OURS),
)
"""The posts last: where the others failed, the next try finds them. Notes of ids end with their post or after it."""


def sources(clients: Clients) -> tuple[str, ...]:
    """Every source of which a post is held."""
    return tuple(row[0] for row in clients.rows("SELECT DISTINCT source FROM posts ORDER BY source"))


@dataclass(frozen=True, slots=True)
class Shorter:
    """That posts of ``source`` are kept no longer than ``own`` after they were read; what is over ends ``now``."""

    source: str
    own: timedelta
    now: datetime


def shorten(clients: Clients, months: Settler, writer: Writer, term: Shorter) -> int:
    """Ends what is kept for longer than ``term`` says; gives on how many days there was a post of it."""
    bound = {"source": term.source, "own": int(term.own.total_seconds()), "now": int(term.now.timestamp())}
    with writer.guard:
        days = [row[0] for row in clients.rows(_DAYS, bound)]
        if not days:
            return 0
        mark(clients, sorted(days), datetime.now(UTC))
        for statement in _STATEMENTS:
            clients.order(statement, bound, mutations_sync=2, max_execution_time=0)
        months.written()
    roll_up(clients, months.months, writer.guard)
    return len(days)
