"""Shredding: a month's key is destroyed once no post of the month is held any more.

As long as one is held the key is needed: to follow deletions and edits at its source, and to give a late reading of
the same author the same code. After that nobody can tell which codes of two months, or which code and which name,
belong together.
"""

from __future__ import annotations

import threading
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.records.scope import Scope
from civicbeat.store.store import Store

LATE = timedelta(days=92)
"""How long after its end a month may still get posts that are read late."""
EVERY = 24 * 3_600.0
SOON = 3_600.0


class Shredder(Loop):
    """Destroys what is due, at once and every day."""

    def __init__(self, store: Store, keys: Keyring, stopping: threading.Event) -> None:
        super().__init__("shred", stopping, first=60.0, after_fault=SOON)
        self._store, self._keys = store, keys

    def work(self) -> float:
        """Destroys the keys that are due now."""
        shred(self._store, self._keys, datetime.now(UTC))
        return EVERY


def due(keys: Keyring, held: AbstractSet[str], now: datetime) -> list[str]:
    """The months whose key is to be destroyed: over since ``LATE`` and without a post in ``held`` (``YYYY-MM``)."""
    return [month for month in keys if month not in held and _end(month) + LATE <= now]


def shred(store: Store, keys: Keyring, now: datetime) -> list[str]:
    """Destroys every key that is due, each with an entry in the audit log; their months."""
    gone = due(keys, store.months(), now)
    for month in gone:
        keys.destroy(month)
        chain.record(_scope(), "shred", f"pseudonym key of {month}")
    return gone


def _end(month: str) -> datetime:
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    return (first + timedelta(days=32)).replace(day=1)


def _scope() -> Scope:
    agency = Agency.objects.order_by("pk").first()
    return Scope(
        agency=agency.short_name if agency else "operator", person="civicbeat", purpose="No post of this month is held"
    )
