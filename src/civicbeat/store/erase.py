"""Erase: removes posts for good: hidden at once, then out of columns, word index, counts and dead letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.period import CITY_ZONE
from civicbeat.store import dead_letters
from civicbeat.store.client import Clients
from civicbeat.store.roll_up import roll_up
from civicbeat.store.settle import Settler
from civicbeat.store.write import Writer, mark

AT_ONCE = 10_000
ERASED = "id IN (SELECT id FROM erased)"
"""Never the ids themselves: the engine keeps its last orders in files."""


def erase(clients: Clients, months: Settler, writer: Writer, ids: Iterable[int]) -> int:
    """Erases the posts with ``ids`` and gives how many there were; their ids are refused from now on.

    The engine keeps replaced files for 30 seconds (``old_parts_lifetime``); after that no byte of them is left.
    """
    wanted = sorted(set(ids))
    erased = 0
    with writer.guard:
        for start in range(0, len(wanted), AT_ONCE):
            erased += _erase(clients, wanted[start : start + AT_ONCE])
        roll_up(clients, months.months, writer.guard)
    return erased


def _erase(clients: Clients, ids: Sequence[int]) -> int:
    now = datetime.now(UTC)
    moments = pa.array([now] * len(ids), pa.timestamp("ms", "UTC"))
    clients.insert("erased", pa.table({"id": pa.array(ids, pa.uint64()), "erased_at": moments}))
    bound = {"ids": list(ids)}
    found = clients.rows(
        f"""SELECT id, any(toDate(published_at, '{CITY_ZONE}')), any(toYYYYMM(published_at)) FROM posts
WHERE toDate(published_at) IN (SELECT day FROM identities WHERE id IN {{ids:Array(UInt64)}})
    AND id IN {{ids:Array(UInt64)}} GROUP BY id""",
        bound,
    )
    if found:
        mark(clients, sorted({row[1] for row in found}), now)
        clients.order(f"DELETE FROM posts WHERE {ERASED}", mutations_sync=2)
        for month in sorted({row[2] for row in found}):
            clients.order(f"ALTER TABLE posts APPLY DELETED MASK IN PARTITION {int(month)}", mutations_sync=2)
    for table in ("identities", "standing"):
        clients.order(f"ALTER TABLE {table} DELETE WHERE {ERASED}", mutations_sync=2)
    from_dead_letters(clients, ids)
    return len(found)


def refused(clients: Clients, ids: Iterable[int]) -> frozenset[int]:
    """Those of ``ids`` that were erased, and are not taken in again."""
    wanted = sorted(set(ids))
    found: set[int] = set()
    for start in range(0, len(wanted), AT_ONCE):
        bound = {"ids": wanted[start : start + AT_ONCE]}
        found.update(row[0] for row in clients.rows("SELECT id FROM erased WHERE id IN {ids:Array(UInt64)}", bound))
    return frozenset(found)


def from_dead_letters(clients: Clients, ids: Sequence[int]) -> None:
    """Takes the posts with ``ids`` out of the batches that were set aside."""
    holding = clients.rows("SELECT id FROM dead_letters WHERE hasAny(posts, {ids:Array(UInt64)})", {"ids": list(ids)})
    for [number] in holding:
        letter = dead_letters.read(clients, number)
        if letter is None:
            continue
        kept = pc.invert(pc.is_in(letter.batch.column("id"), pa.array(ids, pa.uint64())))
        batch = letter.batch.filter(kept)
        dead_letters.revive(clients, (number,))
        if len(batch):
            dead_letters.bury(clients, replace(letter, batch=batch))
