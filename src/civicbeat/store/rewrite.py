"""Rewrite: posts that stand here with other words, so that the former ones are nowhere.

The new row counts at once, as that of an edit does. The rows before it leave the disk too, whatever they say: parts
that held them are written without them, and the engine keeps a replaced file for 30 seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.post import ENRICHED
from civicbeat.store.client import Clients
from civicbeat.store.stored import AUTHORLESS, SCALE
from civicbeat.store.write import Writer

WORDS = pa.schema([("id", pa.uint64()), ("text", pa.string()), ("url", pa.string()), ("institution", pa.string())])
_SHARES = ("language_confidence", "p_negative", "p_neutral", "p_positive")
_COPIED = tuple(name for name in ENRICHED.names if name not in ("author", "deleted", *_SHARES))
_ROWS = f"""SELECT {", ".join(_COPIED)}, {", ".join(f"{name} / {SCALE} AS {name}" for name in _SHARES)},
    if(institution = '' AND person != bitXor(story, {int(AUTHORLESS)}), person, 0) AS author, gone != 0 AS deleted,
    toUnixTimestamp(keep_until) AS until
FROM posts FINAL WHERE toDate(published_at) IN (SELECT day FROM identities WHERE id IN {{ids:Array(UInt64)}})
    AND id IN {{ids:Array(UInt64)}} AND gone = 0 AND keep_until > now()"""
_MONTHS = """SELECT partition_id, sum(rows) FROM system.parts
WHERE database = currentDatabase() AND table = 'posts' AND active AND rows > 0 GROUP BY partition_id ORDER BY 1"""
_WORDS = f"""SELECT {", ".join(WORDS.names)} FROM posts FINAL
WHERE indexHint(_partition_id = {{month:String}}) AND toYYYYMM(published_at) = toUInt32({{month:String}})
    AND gone = 0 AND keep_until > now()"""
_THEIRS = "toDate(published_at) IN {days:Array(Date)} AND id IN {ids:Array(UInt64)}"
_WRITTEN = f"SELECT id FROM posts WHERE collected_at = {{moment:DateTime64(3, 'UTC')}} AND {_THEIRS}"
_OLDER = f"DELETE FROM posts WHERE collected_at < {{moment:DateTime64(3, 'UTC')}} AND {_THEIRS}"
A_TICK = timedelta(milliseconds=1)
"""The least by which one reading is later than another."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Posts as they are kept: a batch of ``ENRICHED``, and until when each is, in seconds since 1970."""

    batch: pa.RecordBatch
    until: tuple[int, ...]


def months(clients: Clients) -> dict[str, int]:
    """Every month (``YYYY-MM``) in which posts were published, the oldest first, and about how many."""
    return {f"{partition[:4]}-{partition[4:]}": rows for partition, rows in clients.rows(_MONTHS)}


def words(clients: Clients, month: str) -> Iterator[pa.RecordBatch]:
    """What the posts of ``month`` say, in batches of ``WORDS``, one in memory at a time."""
    for batch in clients.stream(_WORDS, {"month": month.replace("-", "")}):
        yield pa.Table.from_batches([batch]).cast(WORDS).combine_chunks().to_batches()[0]


def kept(clients: Clients, ids: Sequence[int]) -> Kept:
    """The posts with ``ids`` that stand here."""
    if not ids:
        return Kept(pa.RecordBatch.from_pylist([], schema=ENRICHED), ())
    found = clients.arrow(_ROWS, {"ids": list(ids)})
    rows = found.select(ENRICHED.names).cast(ENRICHED).combine_chunks()
    batch = rows.to_batches()[0] if len(rows) else pa.RecordBatch.from_pylist([], schema=ENRICHED)
    return Kept(batch, tuple(found.column("until").to_pylist()))


def rewrite(clients: Clients, writer: Writer, found: Kept) -> int:
    """Stores the posts of ``found`` as they are now said, hides every former row of theirs, and gives how many differ.

    What was hidden is on disk until ``purge``.
    """
    if not found.until:
        return 0
    newest: datetime = pc.max(found.batch.column("collected_at")).as_py()
    now = datetime.now(UTC)
    stamp = max(now.replace(microsecond=now.microsecond // 1000 * 1000), newest + A_TICK)
    field = ENRICHED.field("collected_at")
    moments = pa.array([stamp] * len(found.batch), field.type)
    batch = found.batch.set_column(found.batch.schema.get_field_index(field.name), field, moments)
    days = sorted({moment.date() for moment in batch.column("published_at").to_pylist()})
    bound = {"moment": stamp.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3], "days": days}
    with writer.guard:
        edited = writer.rewrite(batch, found.until, f"rewritten {stamp.timestamp()}").edited
        written = clients.rows(_WRITTEN, bound | {"ids": batch.column("id").to_pylist()})
        if written:  # only where the new row stands may the former ones go
            clients.order(_OLDER, bound | {"ids": [row[0] for row in written]}, mutations_sync=2, max_execution_time=0)
    return edited


def purge(clients: Clients, writer: Writer, month: str) -> None:
    """Writes the parts of ``month`` (``YYYY-MM``) anew that hold hidden rows."""
    partition = int(month.replace("-", ""))
    with writer.guard:
        clients.order(
            f"ALTER TABLE posts APPLY DELETED MASK IN PARTITION {partition}", mutations_sync=2, max_execution_time=0
        )
