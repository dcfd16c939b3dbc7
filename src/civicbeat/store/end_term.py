"""End term: the term of a source's posts ends now, because the purpose for which they were read has ended.

Nothing shows them from this second on, and the engine removes them as it removes every row past its term. Unlike erased
ones they may be read again, for another purpose.
"""

from __future__ import annotations

from datetime import UTC, datetime

from civicbeat.records.period import CITY_ZONE
from civicbeat.store.client import Clients
from civicbeat.store.roll_up import roll_up
from civicbeat.store.settle import Settler
from civicbeat.store.write import Writer, mark

_OVER = "keep_until = toDateTime({now:UInt32}, 'UTC')"
_LEFT = "keep_until > toDateTime({now:UInt32}, 'UTC')"
_DAYS = f"""SELECT DISTINCT toDate(published_at, '{CITY_ZONE}') FROM posts
WHERE source = {{source:String}} AND {_LEFT}"""
_STATEMENTS = (
    f"""ALTER TABLE identities UPDATE {_OVER}
WHERE {_LEFT} AND id IN (SELECT id FROM posts WHERE source = {{source:String}})""",
    f"ALTER TABLE standing UPDATE {_OVER} WHERE {_LEFT} AND source = {{source:String}}",
    f"ALTER TABLE dead_letters UPDATE {_OVER} WHERE {_LEFT} AND source = {{source:String}}",
    f"ALTER TABLE posts UPDATE {_OVER} WHERE {_LEFT} AND source = {{source:String}}",
)
"""The posts last: where the others failed, the next try finds them."""


def end_term(clients: Clients, months: Settler, writer: Writer, source: str) -> int:
    """Ends the term of all that came from ``source``; gives on how many days there were posts of it."""
    now = datetime.now(UTC)
    bound = {"source": source, "now": int(now.timestamp())}
    with writer.guard:
        days = [row[0] for row in clients.rows(_DAYS, bound)]
        if not days:
            return 0
        mark(clients, sorted(days), now)
        for statement in _STATEMENTS:
            clients.order(statement, bound, mutations_sync=2, max_execution_time=0)
        months.written()
        roll_up(clients, months.months, writer.guard)
    return len(days)
