"""State: which models are off at this moment, remembered by each process for some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db import connection

from civicbeat.enrich.cards import names, opinions
from civicbeat.governance.switches.models import Switch
from civicbeat.records.switched_off import SwitchedOff

KNOWN_FOR = 10.0
"""Seconds that a process goes on with what it read. A switch is to work within a minute, in every process: this leaves
50 seconds to what is under way."""


class Remembered:
    """What was read last from the records store, which alone holds the truth.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._off: Mapping[str, SwitchedOff] = {}
        self._until = float("-inf")

    def off(self) -> Mapping[str, SwitchedOff]:
        """What is off, read anew where it is older than ``KNOWN_FOR``; without a lock while it is not."""
        if self._clock() >= self._until:
            with self._lock:
                if self._clock() >= self._until:
                    self._read()
        return self._off

    def refresh(self) -> None:
        """Reads anew now, where it is known that something was decided."""
        with self._lock:
            self._read()

    def _read(self) -> None:
        self._off = read()
        self._until = self._clock() + KNOWN_FOR


remembered = Remembered()


def off() -> Mapping[str, SwitchedOff]:
    """The models that are off, by name: at most ``KNOWN_FOR`` seconds behind what was decided anywhere."""
    return remembered.off()


def switched_off() -> frozenset[str]:
    """Their names alone."""
    return frozenset(off())


def read() -> dict[str, SwitchedOff]:
    """As the records store has it now. A model that this version does not have is left out."""
    in_use = connection.connection is not None
    try:
        newest = {switch.model: switch for switch in Switch.objects.order_by("moment", "pk")}
    finally:
        if not in_use:  # a thread of a pool asks once in a while: nobody else would close what it opened
            connection.close()
    return {model: _told(switch) for model, switch in newest.items() if switch.off and model in opinions()}


def silences(models: Collection[str], until: datetime) -> list[tuple[datetime, datetime]]:
    """The spans before ``until`` in which one of ``models`` was off, and posts that came were not read by it."""
    spans: list[tuple[datetime, datetime]] = []
    begun: dict[str, datetime] = {}
    for switch in Switch.objects.filter(model__in=models, moment__lt=until).order_by("moment", "pk"):
        if switch.off:
            begun.setdefault(switch.model, switch.moment)
        elif switch.model in begun:
            spans.append((begun.pop(switch.model), switch.moment))
    return [*spans, *((since, until) for since in begun.values())]


def _told(switch: Switch) -> SwitchedOff:
    name_vi, name_en = names(switch.model)
    return SwitchedOff(switch.model, name_vi, name_en, switch.moment, switch.by, switch.reason)
