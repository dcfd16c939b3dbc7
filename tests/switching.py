"""Switching models off and on in tests, as a steward does."""

from __future__ import annotations

from datetime import datetime

from civicbeat.enrich.cards import opinions
from civicbeat.governance.switches.models import Switch
from civicbeat.governance.switches.state import remembered
from civicbeat.governance.switches.switching import switch_off
from civicbeat.records.scope import Scope

WHY = "Hiểu sai lời mỉa mai trong nhiều bài"
BY = "Trần Minh"


def silence(*models: str) -> None:
    """Switches ``models`` off, all that can be where none is named; it is remembered for the whole test.

    Threads that ask the store would read the switch in a transaction of their own, which knows nothing of a test's.
    """
    for model in models or opinions():
        switch_off(Scope(agency="sample", person="minh", purpose=WHY), BY, model)
    remembered._until = float("inf")


def was_silent(model: str, start: datetime, end: datetime) -> None:
    """``model`` was off from ``start`` to ``end`` and speaks again; it is remembered for the whole test."""
    for off, moment in ((True, start), (False, end)):
        Switch.objects.create(model=model, off=off, moment=moment, by=BY, reason=WHY)
    remembered.refresh()
    remembered._until = float("inf")
