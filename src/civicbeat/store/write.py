"""Write: takes a batch once, however often it is given.

Every id has one row that counts: the newest reading. ``identities`` remembers the day an id was first said, so that
a known post keeps its time though its source changes it. Ids are noted before the posts and the days are marked as
changed before both: whatever a crash leaves, the next try finds it and nothing is doubled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from threading import RLock

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.errors import StoreError
from civicbeat.records.period import CITY_ZONE
from civicbeat.records.post import ENRICHED
from civicbeat.store import stored
from civicbeat.store.client import Clients
from civicbeat.store.erasures import ErasureList, Kind
from civicbeat.store.settle import Settler

LOOKED_UP_AT_ONCE = 20_000
A_DAY = 86_400

_KNOWN = "SELECT id, argMax(day, noted_at) AS day FROM identities WHERE id IN {ids:Array(UInt64)} GROUP BY id"
_STANDING = """SELECT {columns} FROM posts FINAL
WHERE toDate(published_at) IN {{days:Array(Date)}} AND source IN {{sources:Array(String)}}
    AND id IN {{ids:Array(UInt64)}}"""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch's posts; the four add up to its length.

    Attributes:
        new: stored for the first time.
        edited: known, and now with another text or other figures.
        repeated: known and unchanged, older than what stands, or twice in the batch.
        deleted: gone at their source, or erased here and refused.
    """

    new: int = 0
    edited: int = 0
    repeated: int = 0
    deleted: int = 0


class Writer:
    """Takes batches one after the other.

    Attributes:
        guard: held while a batch is taken; whoever must not see half of one holds it too.
    """

    def __init__(self, clients: Clients, months: Settler, erasures: ErasureList | None = None) -> None:
        self._clients = clients
        self._months = months
        self._erasures = erasures
        self.guard = RLock()

    def write(
        self,
        batch: pa.RecordBatch,
        token: str,
        keep_for: timedelta | None,
        *,
        from_reading: bool = False,
        own: timedelta | None = None,
    ) -> Written:
        """Stores what of ``batch`` is not stored yet; when this returns, it is safe on disk."""
        _must_be_enriched(batch)
        rows = stored.rows(batch, keep_for, from_reading=from_reading, own=own)
        return self._put(rows, token, ends_stay=own is not None)

    def rewrite(self, batch: pa.RecordBatch, until: Sequence[int], token: str) -> Written:
        """Stores known posts anew, each with its own end (seconds since 1970), which stays as it is."""
        _must_be_enriched(batch)
        rows = stored.rows(batch, None)
        ends = rows.schema.get_field_index("keep_until")
        return self._put(rows.set_column(ends, "keep_until", pa.array(until, pa.uint32())), token)

    def _put(self, rows: pa.Table, token: str, *, ends_stay: bool = False) -> Written:
        if not len(rows):
            return Written()
        with self.guard:
            return self._take(_newest(rows), len(rows), token, ends_stay=ends_stay)

    def _take(self, rows: pa.Table, given: int, token: str, *, ends_stay: bool) -> Written:
        ids = rows.column("id").to_numpy()
        standing = self._standing(rows)
        at = _places(ids, standing.column("id").to_numpy())
        known = at >= 0
        old = standing.take(pa.array(np.where(known, at, 0))) if len(standing) else rows
        rows = _keep_people(rows, old, known)
        if ends_stay:
            rows = _keep_ends(rows, old, known)
        newer = _moments(rows, "collected_at") > _moments(old, "collected_at")
        alike = stored.same(rows, old)
        changed = known & newer & (~alike | _renewed(rows, old))
        refused = np.isin(ids, self._erased(ids))
        gone = rows.column("gone").to_numpy() > 0
        taken = (changed | ~known) & ~refused
        rows = _keep_times(rows, old, known)
        self._months.mark(_months(rows.filter(pa.array(taken & (known | gone)))))
        if self._erasures is not None:
            self._erasures.note(Kind.GONE, ids[taken & gone & known].tolist())
        rows = rows.filter(pa.array(taken))
        if len(rows):
            self._insert(rows, token)
        was_gone = known & (old.column("gone").to_numpy() > 0)
        deleted = int(np.sum(refused | (gone & (taken | was_gone))))
        new = int(np.sum(taken & ~gone & (~known | was_gone)))
        edited = int(np.sum(taken & ~gone & known & ~was_gone & ~alike))
        return Written(new, edited, given - new - edited - deleted, deleted)

    def _standing(self, rows: pa.Table) -> pa.Table:
        """The rows that count now of the ids in ``rows``."""
        columns = ", ".join(("id", "published_at", "collected_at", "keep_until", *stored.COMPARED))
        found: list[pa.Table] = []
        ids = rows.column("id").to_numpy()
        sources = pc.unique(rows.column("source")).to_pylist()
        for start in range(0, len(ids), LOOKED_UP_AT_ONCE):
            known = self._clients.rows(_KNOWN, {"ids": listed(ids[start : start + LOOKED_UP_AT_ONCE])})
            if known:
                bound = {
                    "ids": [row[0] for row in known],
                    "days": sorted({row[1] for row in known}),
                    "sources": sources,
                }
                found.append(self._clients.arrow(_STANDING.format(columns=columns), bound))
        return pa.concat_tables(found) if found else rows.slice(0, 0)

    def _erased(self, ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        found = [
            row[0]
            for start in range(0, len(ids), LOOKED_UP_AT_ONCE)
            for row in self._clients.rows(
                "SELECT id FROM erased WHERE id IN {ids:Array(UInt64)}",
                {"ids": listed(ids[start : start + LOOKED_UP_AT_ONCE])},
            )
        ]
        return np.array(found, dtype=np.uint64)

    def _insert(self, rows: pa.Table, token: str) -> None:
        now = datetime.now(UTC)
        local = pc.cast(
            pc.local_timestamp(pc.assume_timezone(_naive(rows), "UTC").cast(pa.timestamp("ms", CITY_ZONE))), pa.date32()
        )
        mark(self._clients, pc.unique(local).to_pylist(), now)
        days = _naive(rows).cast(pa.date32())
        noted = pa.array([now] * len(rows), pa.timestamp("ms", "UTC"))
        columns = {"id": rows.column("id"), "day": days, "noted_at": noted, "keep_until": rows.column("keep_until")}
        self._clients.insert("identities", pa.table(columns))
        digest = blake2b(token.encode() + rows.column("id").to_numpy().tobytes(), digest_size=16).hexdigest()
        self._clients.insert("posts", rows, insert_deduplication_token=digest)
        self._months.written()


def _must_be_enriched(batch: pa.RecordBatch) -> None:
    if batch.schema.names != ENRICHED.names:
        raise StoreError("The batch is not of the schema the store takes.", do="Run it through every enricher.")


def listed(ids: npt.NDArray[np.uint64]) -> str:
    """Ids as the engine reads an array; the driver takes them one by one, thirty times as slowly."""
    return "[" + ",".join(map(str, ids.tolist())) + "]"


def mark(clients: Clients, days: Sequence[object], now: datetime) -> None:
    """Notes that the posts of ``days`` changed, so that they are counted anew."""
    changed = pa.array([now] * len(days), pa.timestamp("us", "UTC"))
    never = pa.array([datetime.fromtimestamp(0, UTC)] * len(days), pa.timestamp("us", "UTC"))
    clients.insert("days", pa.table({"day": pa.array(days, pa.date32()), "changed_at": changed, "counted_at": never}))


def _newest(rows: pa.Table) -> pa.Table:
    """One row an id: the newest reading (of readings of one moment, the last)."""
    order = np.lexsort((np.arange(len(rows)), _moments(rows, "collected_at")))
    ids = rows.column("id").to_numpy()[order]
    _, last = np.unique(ids[::-1], return_index=True)
    if len(last) == len(rows):
        return rows
    return rows.take(pa.array(np.sort(order[::-1][last])))


def _places(ids: npt.NDArray[np.uint64], standing: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Where each id is in ``standing``, -1 where it is not."""
    if not len(standing):
        return np.full(len(ids), -1, dtype=np.intp)
    order = np.argsort(standing)
    at = np.minimum(np.searchsorted(standing, ids, sorter=order), len(standing) - 1)
    return np.where(standing[order[at]] == ids, order[at], -1)


def _keep_times(rows: pa.Table, old: pa.Table, known: npt.NDArray[np.bool_]) -> pa.Table:
    times = np.where(known, _moments(old, "published_at"), _moments(rows, "published_at"))
    kept = pa.array(times, pa.int64()).cast(pa.timestamp("ms", "UTC"))
    return rows.set_column(rows.schema.get_field_index("published_at"), "published_at", kept)


def _keep_people(rows: pa.Table, old: pa.Table, known: npt.NDArray[np.bool_]) -> pa.Table:
    """A post keeps the code its author first had: the key of its month may be gone, and accounts change their names."""
    people, first = (each.column("person").to_numpy() for each in (rows, old))
    stands = (rows.column("gone").to_numpy() == 0) & (old.column("gone").to_numpy() == 0)
    told = (first != 0) & (people != 0) & (first != old.column("story").to_numpy() ^ stored.AUTHORLESS)
    kept = pa.array(np.where(known & stands & told, first, people))
    return rows.set_column(rows.schema.get_field_index("person"), "person", kept)


def _keep_ends(rows: pa.Table, old: pa.Table, known: npt.NDArray[np.bool_]) -> pa.Table:
    """What is kept for a time from its first reading is not kept for longer because it is read again."""
    until, before = (_seconds(each.column("keep_until")) for each in (rows, old))
    kept = pa.array(np.where(known, np.minimum(until, before), until).astype(np.uint32))
    return rows.set_column(rows.schema.get_field_index("keep_until"), "keep_until", kept)


def _renewed(rows: pa.Table, old: pa.Table) -> npt.NDArray[np.bool_]:
    """Which rows may be kept for longer than what stands; by less than a day is not worth a row."""
    until, before = (_seconds(each.column("keep_until")) for each in (rows, old))
    longer: npt.NDArray[np.bool_] = until > before + A_DAY
    return longer


def _seconds(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Moments to the second, as the table takes them (numbers) and as the engine gives them (timestamps)."""
    plain = column.cast(pa.timestamp("s", "UTC")).cast(pa.int64()) if pa.types.is_timestamp(column.type) else column
    seconds: npt.NDArray[np.int64] = plain.cast(pa.int64()).to_numpy()
    return seconds


def _moments(rows: pa.Table, name: str) -> npt.NDArray[np.int64]:
    moments: npt.NDArray[np.int64] = rows.column(name).cast(pa.timestamp("ms", "UTC")).cast(pa.int64()).to_numpy()
    return moments


def _months(rows: pa.Table) -> list[int]:
    days = pc.unique(_naive(rows).cast(pa.date32())).to_pylist()
    return sorted({day.year * 100 + day.month for day in days})


def _naive(rows: pa.Table) -> pa.Array:
    return pa.array(_moments(rows, "published_at")).cast(pa.timestamp("ms"))
