"""State: which models are off at this moment, remembered by each process for some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection

from civicbeat.enrich.cards import names, opinions
from civicbeat.governance.switches.models import Reading, Switch
from civicbeat.records.switched_off import Spans, SwitchedOff

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
        self._silent: Spans = {}
        self._until = float("-inf")

    def off(self) -> Mapping[str, SwitchedOff]:
        """What is off, read anew where it is older than ``KNOWN_FOR``; without a lock while it is not."""
        self._look()
        return self._off

    def silent(self) -> Spans:
        """When models were silent, read anew like what is off."""
        self._look()
        return self._silent

    def _look(self) -> None:
        if self._clock() >= self._until:
            with self._lock:
                if self._clock() >= self._until:
                    self._read()

    def refresh(self) -> None:
        """Reads anew now, where it is known that something was decided."""
        with self._lock:
            self._read()

    def _read(self) -> None:
        self._off, self._silent = read(), spans()
        self._until = self._clock() + KNOWN_FOR


remembered = Remembered()


def off() -> Mapping[str, SwitchedOff]:
    """The models that are off, by name: at most ``KNOWN_FOR`` seconds behind what was decided anywhere."""
    return remembered.off()


def silent() -> Spans:
    """When models were silent, by their names; as far behind as ``off``."""
    return remembered.silent()


def switched_off() -> frozenset[str]:
    """Their names alone."""
    return frozenset(off())


def read() -> dict[str, SwitchedOff]:
    """As the records store has it now. A model that this version does not have is left out."""
    newest = {switch.model: switch for switch in _decided()[0]}
    return {model: _told(switch) for model, switch in newest.items() if switch.off and model in opinions()}


def spans() -> dict[str, list[tuple[datetime, datetime | None]]]:
    """The spans of which each model did not read what came, as the records store has them now.

    A span ends here when the model has read afterwards what came in it.
    """
    decided, read_since = _decided()
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    begun: dict[str, datetime] = {}
    for switch in decided:
        if switch.off:
            begun.setdefault(switch.model, switch.moment)
        elif switch.model in begun:
            found.setdefault(switch.model, []).append((begun.pop(switch.model), switch.moment))
    for model, since in begun.items():
        found.setdefault(model, []).append((since, None))
    return {model: [span for span in those if (model, span[0]) not in read_since] for model, those in found.items()}


def _decided() -> tuple[list[Switch], set[tuple[str, datetime]]]:
    """Every decision, the oldest first, and the silences of which all was read since."""
    in_use = connection.connection is not None
    try:
        done = Reading.objects.exclude(done_at=None).values_list("model", "since")
        return list(Switch.objects.order_by("moment", "pk")), set(done)
    finally:
        if not in_use:  # a thread of a pool asks once in a while: nobody else would close what it opened
            connection.close()


def _told(switch: Switch) -> SwitchedOff:
    name_vi, name_en = names(switch.model)
    return SwitchedOff(switch.model, name_vi, name_en, switch.moment, switch.by, switch.reason)
