"""Migrate: numbered SQL files bring a store's schema up to date; ``schema.sql`` is what they amount to."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files

import pyarrow as pa

from civicbeat.records.errors import SchemaMismatch
from civicbeat.store.client import Clients

_LEDGER = """CREATE TABLE IF NOT EXISTS schema_migrations (
    name String, done_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY name"""


def known() -> tuple[str, ...]:
    """The names of all migrations of this program, in order."""
    folder = files("civicbeat.store") / "migrations"
    return tuple(sorted(item.name.removesuffix(".sql") for item in folder.iterdir() if item.name.endswith(".sql")))


def pending(clients: Clients) -> tuple[str, ...]:
    """The migrations that this store has not had.

    Raises:
        SchemaMismatch: the store has had one that this program does not know: it is newer.
    """
    done = _done(clients)
    strange = sorted(done - set(known()))
    if strange:
        raise SchemaMismatch(
            f"The post store has the migration {strange[-1]}, which this program does not know.",
            do="Update civicbeat to the version that made it.",
        )
    return tuple(name for name in known() if name not in done)


def migrate(clients: Clients) -> tuple[str, ...]:
    """Applies what is pending and gives the names.

    Raises:
        SchemaMismatch: the store is newer than this program.
    """
    todo = pending(clients)
    apply(clients, todo)
    if todo and not clients.rows("SELECT 1 FROM figure_keys LIMIT 1"):
        key = pa.array([secrets.token_hex(32)])
        clients.insert("figure_keys", pa.table({"made_at": [datetime.now(UTC)], "value": key}))
    return todo


def apply(clients: Clients, names: Sequence[str]) -> None:
    """Applies the migrations ``names``, in their order; as far as it comes, each is noted."""
    clients.order(_LEDGER)
    for name in names:
        for statement in statements(name):
            clients.order(statement, max_execution_time=0)  # millions of posts may be rewritten
        clients.insert("schema_migrations", pa.table({"name": [name], "done_at": [datetime.now(UTC)]}))


def statements(name: str) -> tuple[str, ...]:
    """The SQL statements of one migration."""
    text = (files("civicbeat.store") / "migrations" / f"{name}.sql").read_text(encoding="utf-8")
    return tuple(part.strip() for part in text.split(";\n") if part.strip())


def schema(clients: Clients) -> str:
    """What the migrations amount to, as the engine says it: the content of ``schema.sql``."""
    tables = clients.rows(
        "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name"
    )
    [[database]] = clients.rows("SELECT currentDatabase()")
    return "".join(f"{_laid_out(sql, database)};\n\n" for _, sql in tables).rstrip("\n") + "\n"


def _laid_out(sql: str, database: str) -> str:
    plain = sql.replace(f"CREATE TABLE {database}.", "CREATE TABLE ")
    for keyword in (" ENGINE =", " PARTITION BY", " ORDER BY", " TTL", " SETTINGS"):
        plain = plain.replace(keyword, "\n" + keyword.strip())
    head, columns = plain.split(" (", 1)
    return f"{head} (\n    " + columns.replace(", `", ",\n    `").replace(", INDEX ", ",\n    INDEX ")


def _done(clients: Clients) -> set[str]:
    there = clients.rows(
        "SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migrations'"
    )
    return {row[0] for row in clients.rows("SELECT name FROM schema_migrations")} if there else set()
