"""Backup: every row of the post store as Parquet files in a folder, and back into an empty store.

Rows, not the engine's own files: they come alike from an embedded store and from a server, and go into either; what is
erased, expired or replaced by an edit is not in them; and anybody can read them (0102-backups.md).

Intake goes on meanwhile, so the tables are read in an order that loses nothing: a letter that is revived is in the
letters or in the posts, a post has its identity, and what is erased is in the list that is read last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from civicbeat.records.errors import SchemaMismatch, StoreError, UnreadableFile
from civicbeat.store.client import Clients
from civicbeat.store.faults import mapped
from civicbeat.store.migrate import apply, known, migrate, pending
from civicbeat.store.write import mark

Told = Callable[[str, int], None]
"""Called again and again with a table and how many of its rows are done."""


def untold(_table: str, _rows: int) -> None:
    """Where nobody watches."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the store.

    Attributes:
        name: what it is called.
        newest: whether several rows may stand for one thing, of which the newest counts.
        expires: whether a row leaves at its ``keep_until``.
        plain: whether all its strings are text; else they are written as the bytes they are.
    """

    name: str
    newest: bool = False
    expires: bool = False
    plain: bool = True

    @property
    def read(self) -> str:
        """The rows that count."""
        return f"{self.name} FINAL" if self.newest else self.name


TABLES = (
    Table("dead_letters", expires=True, plain=False),
    Table("posts", newest=True, expires=True),
    Table("standing", newest=True, expires=True, plain=False),
    Table("identities", newest=True, expires=True),
    Table("unsettled", newest=True),
    Table("coverage"),
    Table("daily_counts"),
    Table("days", newest=True),
    Table("day_terms", newest=True),
    Table("figure_keys"),
    Table("erased", newest=True),
)
"""In the order in which they are read."""
MADE_ANEW = ("schema_migrations", "daily_counts_new", "redrawn")
"""Tables that no backup holds: which migrations there were is noted beside it, and the others are always empty."""
TERM = "keep_until"
"""The column of tables whose rows leave by themselves; those that an older program backed up may lack it."""
INSERTED_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Dumped:
    """What was written.

    Attributes:
        migrations: those the store has had.
        rows: how many of each table.
        left_out: posts that must be gone before the backup is, and are not in it.
        engine: the version of the engine.
    """

    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    left_out: int
    engine: str


def dump(clients: Clients, folder: Path, kept_until: datetime, told: Told = untold) -> Dumped:
    """Writes every table to ``folder``, a file each; posts that must be gone before ``kept_until`` are left out.

    Raises:
        SchemaMismatch: the store and this program do not fit together.
        StoreFull: no room is left.
    """
    if pending(clients):
        raise SchemaMismatch(
            "The post store is older than this program.",
            do="Back up with the version that was in use, before you update; or run: civicbeat migrate",
        )
    bound = {"until": int(kept_until.timestamp())}
    rows = {table.name: _write(clients, table, folder, bound, told) for table in TABLES}
    [[left_out]] = clients.rows(
        "SELECT count() FROM posts FINAL WHERE toUnixTimestamp(keep_until) < {until:UInt32}", bound
    )
    return Dumped(known(), rows, left_out, clients.version)


def _write(clients: Clients, table: Table, folder: Path, bound: Mapping[str, int], told: Told) -> int:
    where = "WHERE toUnixTimestamp(keep_until) >= {until:UInt32}" if table.expires else ""
    batches = clients.stream(
        f"SELECT * FROM {table.read} {where}", bound, output_format_arrow_string_as_string=int(table.plain)
    )
    rows, writer = 0, None
    told(table.name, 0)
    try:
        for batch in batches:
            with mapped():
                if writer is None:
                    writer = pq.ParquetWriter(_file(folder, table), batch.schema, compression="zstd")
                writer.write_batch(batch)
            rows += len(batch)
            told(table.name, rows)
    finally:
        if writer is not None:
            writer.close()
    return rows


def must_be_empty(clients: Clients) -> None:
    """Nothing if there is nothing.

    Raises:
        StoreError: there is a table.
    """
    if clients.rows("SELECT 1 FROM system.tables WHERE database = currentDatabase() LIMIT 1"):
        raise StoreError("The post store is not empty.", do="Restore into a new, empty folder or database.")


def must_be_known(migrations: Sequence[str]) -> None:
    """Nothing if this program can bring back what a store held that had these ``migrations``.

    Raises:
        SchemaMismatch: a newer one made it.
    """
    if tuple(migrations) != known()[: len(migrations)] or not migrations:
        raise SchemaMismatch(
            "The post store in the backup was made by another version of civicbeat.",
            do="Restore it with that version or a newer one.",
        )


def load(clients: Clients, folder: Path, migrations: Sequence[str], told: Told = untold) -> None:
    """Fills an empty store from ``folder``; posts that had to be gone meanwhile stay out. The schema is as it was then.

    Raises:
        StoreError: the store is not empty, or does not hold afterwards what the files hold.
        SchemaMismatch: a newer program made the backup.
        UnreadableFile: a file is damaged.
    """
    must_be_empty(clients)
    must_be_known(migrations)
    apply(clients, migrations)
    for table in (table for table in TABLES if _file(folder, table).exists()):  # no rows, no file
        told(table.name, 0)
        rows = 0
        for batch in _read(folder, table):
            kept = batch.filter(_lives(batch)) if TERM in batch.schema.names else batch
            clients.insert(table.name, pa.table(kept), max_partitions_per_insert_block=0)
            rows += len(batch)
            told(table.name, rows)
        _compare(clients, folder, table)


def finish(clients: Clients, began: datetime) -> None:
    """Brings what was loaded up to this program's schema; days that changed while the backup ran are counted anew."""
    moment = began.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    days = clients.rows(
        """SELECT day FROM days GROUP BY day
HAVING greatest(max(changed_at), max(counted_at)) >= {began:DateTime64(6, 'UTC')}""",
        {"began": moment},
    )
    if days:
        mark(clients, [row[0] for row in days], datetime.now(UTC))
    migrate(clients)


def clear(clients: Clients) -> None:
    """Removes every table: what was made in an empty place is taken back when it cannot be finished."""
    for [name] in clients.rows("SELECT name FROM system.tables WHERE database = currentDatabase()"):
        clients.order(f"DROP TABLE `{name}` SYNC")


def _compare(clients: Clients, folder: Path, table: Table) -> None:
    """A table must hold what its file holds, but for what expires."""
    now = datetime.now(UTC)
    expires = TERM in pq.read_schema(_file(folder, table)).names
    where = "WHERE toUnixTimestamp(keep_until) > {now:UInt32}" if expires else ""
    [[there]] = clients.rows(f"SELECT count() FROM {table.read} {where}", {"now": int(now.timestamp())})
    columns = [TERM] if expires else []
    wanted = sum(
        pc.sum(_lives(batch, now)).as_py() or 0 if expires else len(batch) for batch in _read(folder, table, columns)
    )
    if there != wanted:
        raise StoreError(
            f"{there:,} rows of {table.name} are there after the restore instead of {wanted:,}.",
            do="Empty the place and restore again; if it happens twice, the backup cannot be used.",
        )


def _read(folder: Path, table: Table, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    path = _file(folder, table)
    try:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(INSERTED_AT_ONCE, columns=columns)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableFile(f"{path.name} of the backup is damaged.", do="Take another backup.") from error


def _lives(batch: pa.RecordBatch, now: datetime | None = None) -> pa.Array:
    return pc.greater(batch.column(TERM), int((now or datetime.now(UTC)).timestamp()))


def _file(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.parquet"
