"""Where the records store is: SQLite in the folder, or PostgreSQL by URL (0103-two-records-stores.md)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg import IsolationLevel

from civicbeat.records.installation import Installation

PATIENCE = 20
"""Seconds that a writer waits for another; then it is told that the store is busy."""
LONGEST_PAUSE = 60
"""Seconds that a transaction may stand still: a process that hangs in one must not keep everybody waiting."""


def records_database(installation: Installation) -> dict[str, Any]:
    """Django's settings for the records store."""
    return _postgresql(installation.records_url) if installation.records_url else _sqlite(installation)


def _sqlite(installation: Installation) -> dict[str, Any]:
    installation.data.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": installation.records,
        "OPTIONS": {
            # A writer takes its lock at once and waits for its turn, so that two writers never deadlock.
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE,
            # What is removed is written over: it must not lie in the file's free pages.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    """By the address; what follows its ``?`` goes to libpq, for example ``sslmode`` and ``sslrootcert``."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Row locks see what was committed while they waited; said here, as a database may have another default.
            "isolation_level": IsolationLevel.READ_COMMITTED,
            "options": f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout={LONGEST_PAUSE}s",
            **dict(parse_qsl(parts.query)),
        },
    }
