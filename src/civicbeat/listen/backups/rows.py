"""Rows of the records store: every table as lines of JSON, alike from SQLite and PostgreSQL, and into either."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.utils.duration import duration_iso_string

from civicbeat.listen.backups import sequences
from civicbeat.listen.backups.tables import Migrations, applied, behind, last_of, must_be_known, tables_by
from civicbeat.records.errors import SchemaMismatch, StoreError, UnreadableFile
from civicbeat.store.erasures import Erasure, Kind

AT_ONCE = 500

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it was written.

    Attributes:
        columns: names of the fields, in the order of each line.
        rows: how many there are.
        digest: SHA-256 of the lines.
        last: the highest number it ever gave to a row, so that none is given twice.
    """

    columns: tuple[str, ...]
    rows: int
    digest: str
    last: int


def dump(folder: Path, told: Told) -> dict[str, Table]:
    """Writes every table to a file of its name, all as they are at one moment; others go on writing meanwhile.

    Raises:
        SchemaMismatch: the database is older or newer than this program.
    """
    if behind():
        raise SchemaMismatch(
            "The records store is older than this program.",
            do="Back up with the version that was in use, before you update; or run: civicbeat migrate",
        )
    with _snapshot():
        return {name: _write(model, folder / f"{name}.jsonl.gz", told) for name, model in tables_by(applied()).items()}


def load(folder: Path, migrations: Migrations, tables: Mapping[str, Table], told: Told) -> None:
    """Makes the tables as they were by ``migrations`` in the empty database, and fills them.

    Raises:
        SchemaMismatch: a newer program made the backup.
        UnreadableFile: a file is damaged.
        StoreError: what is there afterwards is not what was written.
    """
    must_be_known(migrations)
    made = tables_by(migrations)
    if strange := sorted(tables.keys() - made.keys()):
        raise UnreadableFile(f"{strange[0]} is no table of its version.", do="Take another copy of the backup.")
    executor = MigrationExecutor(connection)
    executor.migrate(last_of(executor.loader, migrations))
    with transaction.atomic():
        with connection.cursor() as cursor:
            for model in made.values():  # what a migration put there is in the backup too
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for name, table in tables.items():
            _read(made[name], folder / f"{name}.jsonl.gz", table, told)
        connection.check_constraints()
        for name, table in tables.items():
            sequences.set_last(made[name], table.last)


def take_away(migrations: Migrations, erasures: Iterable[Erasure]) -> int:
    """Removes the records, and closes the accounts, that were so since; gives how many it found."""
    made = tables_by(migrations)
    found = 0
    for one in erasures:
        name, _, key = one.which.partition(" ")
        if one.kind not in (Kind.RECORD, Kind.CLOSED) or name not in made:
            continue
        records = made[name]._base_manager.filter(pk=key)
        if one.kind is Kind.CLOSED:
            found += records.filter(is_active=True).update(is_active=False)
            made["accounts.apitoken"]._base_manager.filter(account_id=key).delete()
        else:
            found += bool(records.delete()[0])
    return found


def must_be_empty() -> None:
    """Nothing if there is nothing.

    Raises:
        StoreError: there is a table.
    """
    if connection.introspection.table_names():
        raise StoreError("The records store is not empty.", do="Restore into a new, empty folder or database.")


def clear() -> None:
    """Removes every table: what was made in an empty place is taken back when it cannot be finished."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            rest = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{rest}")


@contextmanager
def _snapshot() -> Iterator[None]:
    """Everything read inside is as it was at its beginning, and nobody waits."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own would wait for the writers' lock, and keep it
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write(model: type[Model], path: Path, told: Told) -> Table:
    digest, rows = sha256(), 0
    told(model._meta.label_lower, 0)
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        for line in _lines(model):
            file.write(line)
            digest.update(line)
            rows += 1
            if rows % AT_ONCE == 0:
                told(model._meta.label_lower, rows)
    told(model._meta.label_lower, rows)
    return Table(tuple(_columns(model)), rows, digest.hexdigest(), sequences.last(model))


def _lines(model: type[Model]) -> Iterator[bytes]:
    found = model._base_manager.order_by("pk").values_list(*_columns(model)).iterator(AT_ONCE)
    for row in found:
        yield (
            json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        )


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _read(model: type[Model], path: Path, table: Table, told: Told) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(fields) != set(table.columns):
        raise UnreadableFile(f"{path.name} has other columns than its version has.", do="Take another backup.")
    done = 0
    told(model._meta.label_lower, 0)
    try:
        with gzip.open(path, "rb") as file:
            while lines := list(islice(file, AT_ONCE)):
                rows = [dict(zip(table.columns, json.loads(line), strict=True)) for line in lines]
                model._base_manager.bulk_create(
                    [model(**{name: fields[name].to_python(value) for name, value in row.items()}) for row in rows]
                )
                done += len(rows)
                told(model._meta.label_lower, done)
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableFile(f"{path.name} of the backup is damaged.", do="Take another backup.") from error
    digest = sha256()
    for line in _lines(model):
        digest.update(line)
    if digest.hexdigest() != table.digest:
        raise StoreError(
            f"{model._meta.label} does not hold what the backup holds.",
            do="Empty the place and restore again; if it happens twice, the backup cannot be used.",
        )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(type(value).__name__)
