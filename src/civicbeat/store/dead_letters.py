"""Dead letters: masked batches that an enricher could not take, kept until somebody tries them again."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.errors import StoreError
from civicbeat.records.post import MASKED
from civicbeat.store.client import Clients

TERM = timedelta(days=180)
"""Half a year, in which an update may take them; so long a letter waits at most."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A batch set aside.

    Attributes:
        source: where its posts came from.
        reason: a short stable slug; never text of a post.
        batch: ``MASKED`` posts.
        cursor: where in the source the batch stood.
        keep_for: how long its source allows a post to be kept after publication; ``None`` for any time.
        from_reading: whether that time counts from the last reading instead.
        id: given by the store when it is buried.
        buried_at: when that was.
    """

    source: str
    reason: str
    batch: pa.RecordBatch
    cursor: Mapping[str, Any] = field(default_factory=dict)
    keep_for: timedelta | None = None
    from_reading: bool = False
    id: int = 0
    buried_at: datetime | None = None


def bury(clients: Clients, letter: DeadLetter) -> int:
    """Keeps ``letter`` and gives its id.

    Raises:
        StoreError: the batch is not masked.
    """
    if letter.batch.schema.names != MASKED.names:
        raise StoreError("Only masked posts may be set aside.", do="Mask the batch first.")
    number, buried_at = letter.id or secrets.randbits(63), letter.buried_at or datetime.now(UTC)
    row = {
        "id": pa.array([number], pa.uint64()),
        "source": pa.array([letter.source]),
        "reason": pa.array([letter.reason]),
        "cursor": pa.array([json.dumps(dict(letter.cursor))]),
        "buried_at": pa.array([buried_at], pa.timestamp("ms", "UTC")),
        "posts": pa.array([letter.batch.column("id").to_pylist()], pa.list_(pa.uint64())),
        "batch": pa.array([_packed(letter.batch)], pa.binary()),
        "keep_until": pa.array([int(_until(letter, buried_at).timestamp())], pa.uint32()),
        "keep_for": pa.array([int(letter.keep_for.total_seconds()) if letter.keep_for else 0], pa.uint32()),
        "from_reading": pa.array([int(letter.from_reading)], pa.uint8()),
    }
    clients.insert("dead_letters", pa.table(row))
    return number


def dead_letters(clients: Clients) -> Iterator[DeadLetter]:
    """The letters, oldest first, one in memory at a time."""
    for [number] in clients.rows("SELECT id FROM dead_letters WHERE keep_until > now() ORDER BY buried_at, id"):
        letter = read(clients, number)
        if letter is not None:
            yield letter


def read(clients: Clients, number: int) -> DeadLetter | None:
    """One letter; ``None`` if it is there no more."""
    columns = "source, reason, cursor, buried_at, keep_for, from_reading, base64Encode(batch)"
    rows = clients.rows(f"SELECT {columns} FROM dead_letters WHERE id = {{id:UInt64}} LIMIT 1", {"id": number})
    for source, reason, cursor, buried_at, seconds, from_reading, packed in rows:
        keep_for = timedelta(seconds=seconds) if seconds else None
        batch, where = _unpacked(packed), json.loads(cursor)
        return DeadLetter(source, reason, batch, where, keep_for, bool(from_reading), number, buried_at)
    return None


def revive(clients: Clients, numbers: Sequence[int]) -> None:
    """Removes letters whose posts are stored now; their bytes leave the disk too."""
    gone = {"ids": list(numbers)}
    clients.order("ALTER TABLE dead_letters DELETE WHERE id IN {ids:Array(UInt64)}", gone, mutations_sync=2)


def _until(letter: DeadLetter, buried_at: datetime) -> datetime:
    """When a letter leaves: with the first of its posts, and after ``TERM`` at the latest."""
    latest = buried_at + TERM
    if letter.keep_for is None or not len(letter.batch):
        return latest
    since: datetime = pc.min(letter.batch.column("collected_at" if letter.from_reading else "published_at")).as_py()
    return min(latest, max(since + letter.keep_for, datetime.fromtimestamp(0, UTC)))


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(packed: str) -> pa.RecordBatch:
    with pa.ipc.open_stream(pa.py_buffer(base64.b64decode(packed))) as reader:
        return reader.read_next_batch()
