"""Dead letters: masked batches that an enricher could not take, kept until somebody tries them again."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from civicbeat.records.errors import StoreError
from civicbeat.records.post import MASKED
from civicbeat.store.client import Clients


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A batch set aside.

    Attributes:
        source: where its posts came from.
        reason: a short stable slug; never text of a post.
        batch: ``MASKED`` posts.
        cursor: where in the source the batch stood.
        id: given by the store when it is buried.
        buried_at: when that was.
    """

    source: str
    reason: str
    batch: pa.RecordBatch
    cursor: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    buried_at: datetime | None = None


def bury(clients: Clients, letter: DeadLetter) -> int:
    """Keeps ``letter`` and gives its id.

    Raises:
        StoreError: the batch is not masked.
    """
    if letter.batch.schema.names != MASKED.names:
        raise StoreError("Only masked posts may be set aside.", do="Mask the batch first.")
    number = letter.id or secrets.randbits(63)
    row = {
        "id": pa.array([number], pa.uint64()),
        "source": pa.array([letter.source]),
        "reason": pa.array([letter.reason]),
        "cursor": pa.array([json.dumps(dict(letter.cursor))]),
        "buried_at": pa.array([letter.buried_at or datetime.now(UTC)], pa.timestamp("ms", "UTC")),
        "posts": pa.array([letter.batch.column("id").to_pylist()], pa.list_(pa.uint64())),
        "batch": pa.array([_packed(letter.batch)], pa.binary()),
    }
    clients.insert("dead_letters", pa.table(row))
    return number


def dead_letters(clients: Clients) -> Iterator[DeadLetter]:
    """The letters, oldest first, one in memory at a time."""
    for [number] in clients.rows("SELECT id FROM dead_letters ORDER BY buried_at, id"):
        letter = read(clients, number)
        if letter is not None:
            yield letter


def read(clients: Clients, number: int) -> DeadLetter | None:
    """One letter; ``None`` if it is there no more."""
    columns = "source, reason, cursor, buried_at, base64Encode(batch)"
    rows = clients.rows(f"SELECT {columns} FROM dead_letters WHERE id = {{id:UInt64}} LIMIT 1", {"id": number})
    for source, reason, cursor, buried_at, packed in rows:
        return DeadLetter(source, reason, _unpacked(packed), json.loads(cursor), number, buried_at)
    return None


def revive(clients: Clients, numbers: Sequence[int]) -> None:
    """Removes letters whose posts are stored now; their bytes leave the disk too."""
    gone = {"ids": list(numbers)}
    clients.order("ALTER TABLE dead_letters DELETE WHERE id IN {ids:Array(UInt64)}", gone, mutations_sync=2)


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(packed: str) -> pa.RecordBatch:
    with pa.ipc.open_stream(pa.py_buffer(base64.b64decode(packed))) as reader:
        return reader.read_next_batch()
