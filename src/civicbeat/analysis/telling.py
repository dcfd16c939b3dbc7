"""Telling: which surprises of a series are news, and which belong to a rise that was told."""

from __future__ import annotations

from dataclasses import dataclass

from civicbeat.analysis.watching import Seen, per_week

NOVEL = 1.0
"""What follows a told rise is told again when it is e times rarer than that rise was …"""
HEAL_HOURS = 24.0
"""… which is forgotten by half in this time: what comes back the next evening is the same event."""


@dataclass(slots=True)
class Teller:
    """Remembers how surprising the last told rise was, so that an event that comes in waves is told once.

    Attributes:
        per_hour: cells an hour.
        told: the greatest surprise of told rises, fading.
    """

    per_hour: float
    told: float = 0.0

    def tells(self, seen: Seen, false_alarms: float, *, rising: bool) -> bool:
        """Whether ``seen`` is told when ``false_alarms`` a week are asked for; ``rising`` while a told rise goes on."""
        self.wait()
        news = seen.ready and per_week(seen.surprise) <= false_alarms and seen.surprise > NOVEL + self.told
        if news or rising:
            self.told = max(self.told, seen.surprise)
        return news

    def wait(self) -> None:
        """Lets a cell go by."""
        self.told *= 0.5 ** (1 / (HEAL_HOURS * self.per_hour))
