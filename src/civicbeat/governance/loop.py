"""Loop: work that is done in the background again and again, whatever fails in between."""

from __future__ import annotations

import threading
from abc import abstractmethod

import structlog
from django.db import DatabaseError, connections

from civicbeat.governance.turns import turn

LOOK_AGAIN = 30.0
"""Seconds after which a process sees whether the one that works in the background is still there."""

log = structlog.get_logger()


class Loop(threading.Thread):
    """A thread that works and pauses until ``stopping`` is set.

    Args:
        name: of the thread, and of its faults in the log.
        stopping: set when the process ends.
        first: seconds before it works for the first time.
        after_fault: seconds before it works again when it failed.
    """

    def __init__(self, name: str, stopping: threading.Event, *, first: float, after_fault: float) -> None:
        super().__init__(name=name, daemon=True)
        self._stopping, self._first, self._after_fault = stopping, first, after_fault

    @abstractmethod
    def work(self) -> float:
        """Works once and gives how many seconds to pause."""

    def run(self) -> None:
        """Until the process stops, in one process of the installation; where that one ends, another goes on."""
        pause = self._first
        while not self._stopping.wait(pause):
            try:
                with turn(f"loop {self.name}") as mine:
                    while mine and not self._stopping.is_set():
                        self._stopping.wait(self._worked())
            except DatabaseError:  # it does not answer; perhaps it does in a while
                log.exception("whose turn it is cannot be told", work=self.name)
            pause = LOOK_AGAIN

    def _worked(self) -> float:
        """Works once; whatever an hour's posts provoke is logged, and the next hour is looked at."""
        try:
            return self.work()
        except Exception:
            log.exception("work in the background failed", work=self.name)
            return self._after_fault
        finally:
            connections.close_all()
