"""Loop: work that is done in the background again and again, whatever fails in between."""

from __future__ import annotations

import threading
from abc import abstractmethod

import structlog
from django.db import connections

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
        """Until the process stops; whatever an hour's posts provoke is logged, and the next hour is looked at."""
        pause = self._first
        while not self._stopping.wait(pause):
            try:
                pause = self.work()
            except Exception:
                log.exception("work in the background failed", work=self.name)
                pause = self._after_fault
            finally:
                connections.close_all()
