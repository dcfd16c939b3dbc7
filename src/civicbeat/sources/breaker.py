"""Breaker: how long a host that keeps failing is left alone, so that twenty feeds of a dead host wait for it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

IN_A_ROW = 5
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


@dataclass(slots=True)
class Breaker:
    """What one host's failures in a row amount to. Not for several threads at once: the host's lock is held.

    Attributes:
        failures: how many there were since the host last answered.
        until: when it may be tried again; ``None`` where nothing forbids it.
    """

    failures: int = 0
    until: datetime | None = None

    def failed(self, now: datetime) -> None:
        """Notes a failure: from the fifth in a row on, the host rests, twice as long each time."""
        self.failures += 1
        over = self.failures - IN_A_ROW
        if over >= 0:
            self.until = now + min(FIRST_REST * 2 ** min(over, 10), LONGEST_REST)

    def answered(self) -> None:
        """Notes that the host lives."""
        self.failures, self.until = 0, None

    def rests(self, now: datetime) -> datetime | None:
        """Until when the host is left alone; ``None`` when it may be tried, once if it failed before."""
        return self.until if self.until is not None and now < self.until else None
