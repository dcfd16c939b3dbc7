"""Post stores of a test's own: with every table, and empty again before the next test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from civicbeat.store.store import Store

KEPT = ("schema_migrations", "figure_keys")
"""Tables that are no posts: what a store has that was never written to."""


def migrated(folder: Path) -> Path:
    """Lays an empty store with every table in ``folder`` and gives it; no other may be open in this process.

    Making the tables takes longer than most tests: they are made once a process, and copied.
    """
    return Path(shutil.copytree(_made(), folder, symlinks=True, dirs_exist_ok=True))


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="civicbeat-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Store.open(path=folder / "posts") as store:
        store.migrate()
    return folder / "posts"


def empty(store: Store) -> None:
    """Takes out all rows. Only tables that have some are emptied: an order each takes longer than most tests."""
    clients = store._clients
    filled = "SELECT name FROM system.tables WHERE database = currentDatabase() AND total_rows > 0"
    for [name] in clients.rows(filled):
        if name not in KEPT:
            clients.order(f"TRUNCATE TABLE {name}")
