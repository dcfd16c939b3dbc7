"""Where the records store is: SQLite in the folder, or PostgreSQL by URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from civicbeat.records.installation import Installation


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
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
    }
