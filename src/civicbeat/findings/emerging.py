"""Emerging: what comes up in the talk of the last days, looked for in the background and kept for the console."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

from django.db import transaction

from civicbeat.findings.campaigns import campaigns
from civicbeat.findings.models import Emergence
from civicbeat.findings.phrases import rising
from civicbeat.findings.topics import topics
from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.records.scope import Scope
from civicbeat.store.store import Store

EVERY_SECONDS = 1_800.0
SOON_SECONDS = 120.0
"""Where nothing could be looked for, as in a new installation."""
VERSION = "3"
"""What another version kept is not shown."""


class Emerging(Loop):
    """Looks for what emerges at once and every half hour."""

    def __init__(self, store: Store, stopping: threading.Event) -> None:
        super().__init__("emerging", stopping, first=0.0, after_fault=SOON_SECONDS)
        self._store = store

    def work(self) -> float:
        """Looks once, and soon again where nothing could be looked for."""
        found = look(self._store, datetime.now(UTC)).found
        return EVERY_SECONDS if any("refused" not in told for told in found.values()) else SOON_SECONDS


def newest() -> Emergence | None:
    """What was found last."""
    return Emergence.objects.filter(version=VERSION).first()


def look(store: Store, now: datetime) -> Emergence:
    """Looks for what emerges and keeps it in place of what was found before; the reading is logged.

    Raises:
        QueryTooExpensive: there is too much to read.
    """
    started = time.monotonic()
    scope, before = _scope(), newest()
    since = {one["id"]: one["since"] for one in before.found["topics"].get("topics", ())} if before else {}
    new = topics(store, scope, now, before.known if before else {}, since)
    found = {
        "topics": new.found,
        "phrases": rising(store, scope, now),
        "campaigns": campaigns(store, scope, now),
    }
    seconds = time.monotonic() - started
    with transaction.atomic():
        Emergence.objects.all().delete()
        kept = Emergence.objects.create(made_at=now, version=VERSION, seconds=seconds, found=found, known=new.known)
        chain.record(scope, "look for what emerges", seconds=round(seconds, 1))
    return kept


def _scope() -> Scope:
    """Under which the program reads by itself."""
    agency = Agency.objects.order_by("pk").first()
    return Scope(
        agency=agency.short_name if agency else "operator",
        person="civicbeat",
        purpose="New topics, rising phrases and joint sharing in what was heard lately",
    )
