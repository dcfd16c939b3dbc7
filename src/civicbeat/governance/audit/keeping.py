"""Keeping the log: signed every day, and its words dropped after a term of its own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from civicbeat.governance.audit.models import Entry
from civicbeat.governance.audit.signing import sign_due
from civicbeat.governance.loop import Loop

KEPT_FOR = timedelta(days=5 * 366)
"""Five years: longer than any post is kept, for people may ask later who looked. Counsel may shorten it."""
EVERY = 3_600.0
SOON = 60.0


class Keeping(Loop):
    """Signs what is due and drops what is old, at once and every hour."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__("audit", stopping, first=0.0, after_fault=SOON)

    def work(self) -> float:
        """Signs, then drops: a day's head is signed while its entries still stand."""
        now = datetime.now(UTC)
        sign_due(now)
        drop_old(now)
        return EVERY


def drop_old(now: datetime) -> int:
    """Takes who, what and why out of entries older than ``KEPT_FOR``; how many. Number, moment and digest stand."""
    old = Entry.objects.filter(moment__lt=now - KEPT_FOR, dropped=False)
    return old.update(agency="", person="", action="", subject="", reason="", details={}, dropped=True)
