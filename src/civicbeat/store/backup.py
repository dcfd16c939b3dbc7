"""Backup: the whole store as one file or folder, and back into an empty place."""

from __future__ import annotations

import re

from civicbeat.records.errors import InputError, StoreError
from civicbeat.store.client import Clients

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def backup(clients: Clients, name: str, base: str = "") -> None:
    """Writes everything to ``name`` in the store's backup folder (``backups`` in its data folder, or the server's).

    Args:
        clients: the store.
        name: of the new backup, for example ``2026-03-01.tar.zst``.
        base: an earlier backup; only what changed since is written, and both are needed to restore.

    Raises:
        InputError: a name is not one, or there is such a backup already.
    """
    _check(name)
    settings = f" SETTINGS base_backup = File('{_check(base)}')" if base else ""
    clients.order(f"BACKUP DATABASE {_database(clients)} TO File('{name}'){settings}")


def restore(clients: Clients, name: str) -> None:
    """Fills an empty store from ``name``.

    Raises:
        StoreError: the store is not empty; nothing was changed.
    """
    if clients.rows("SELECT 1 FROM system.tables WHERE database = currentDatabase() LIMIT 1"):
        raise StoreError("The store is not empty.", do="Restore into a new, empty folder or database.")
    clients.order(
        f"RESTORE DATABASE {_database(clients)} FROM File('{_check(name)}') SETTINGS allow_non_empty_tables = 0"
    )


def _database(clients: Clients) -> str:
    [[database]] = clients.rows("SELECT currentDatabase()")
    return f"`{database}`"


def _check(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError("A backup's name has letters, digits, dots and hyphens only.", do="Choose another name.")
    return name
