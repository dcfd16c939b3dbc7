"""Emerging: what comes up in the talk of the last days, looked for in the background and kept for the console."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from civicbeat.analysis.contract import Sentence
from civicbeat.findings.campaigns import campaigns
from civicbeat.findings.models import Emergence
from civicbeat.findings.phrases import rising
from civicbeat.findings.topics import Topics, refusal, topics
from civicbeat.governance.accounts.scopes import program
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.governance.switches.state import off
from civicbeat.records.switched_off import SwitchedOff
from civicbeat.store.question import Group
from civicbeat.store.resting import MODELS
from civicbeat.store.store import Store

EVERY_SECONDS = 1_800.0
SOON_SECONDS = 120.0
"""Where nothing could be looked for, as in a new installation."""
PURPOSE = "New topics, rising phrases and joint sharing in what was heard lately"
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


def told(run: Emergence) -> dict[str, Any]:
    """What a run found; nothing of topics while the model is off that says which posts no theme holds."""
    silent = off().get(MODELS[Group.THEME])
    return {**run.found, "topics": refusal(said(silent))} if silent else run.found


def said(silent: SwitchedOff) -> Sentence:
    """That a model is switched off, as methods say why they tell nothing."""
    return Sentence(silent.sentence("vi"), silent.sentence("en"))


def look(store: Store, now: datetime) -> Emergence:
    """Looks for what emerges and keeps it in place of what was found before; the reading is logged.

    Raises:
        QueryTooExpensive: there is too much to read.
    """
    started = time.monotonic()
    scope, before = program(PURPOSE), newest()
    since = {one["id"]: one["since"] for one in before.found["topics"].get("topics", ())} if before else {}
    silent = off().get(MODELS[Group.THEME])
    known = before.known if before else {}
    new = Topics(refusal(said(silent)), known) if silent else topics(store, scope, now, known, since)
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
