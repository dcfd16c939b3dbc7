"""Seasons: what a counted series usually brings at this hour of the week, learned in one pass and in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, median

from civicbeat.analysis.hours import SLOTS

DAY = 24
LEVEL_DAYS = 4.0
"""Half-life of the level, in days that were heard."""
RHYTHM_WEEKS = 3.0
"""Half-life of the rhythm of the day and of the week."""
TIMES = 1.0
SPREAD = 0.3
"""An hour of the day, or of the week, is believed as much as the coarser rhythm when it was heard so many times over,
as what is said within an hour hangs together, and beyond that holds as many posts as tell a deviation of ``SPREAD``
from chance: the dispersion over its square."""
CLIP = 3.0
"""So many standard deviations above what is usual a cell is cut off before it is learned from."""
LEAST = 0.02
"""The least that is expected of a cell; below it one post would be a wonder."""
_FIRST_HOURS = 6


@dataclass(slots=True)
class Season:
    """The usual: a level times the rhythm of the day times the rhythm of the week.

    The level is an exponentially forgetting mean of counts divided by their rhythm. Each rhythm is a ratio of what was
    counted to what was expected without it, both forgotten by half in ``RHYTHM_WEEKS``, and drawn towards 1 until it
    was heard often enough (the posterior mean of a Poisson rate with a gamma prior). Everything is learned from counts
    that are cut off at ``CLIP`` deviations, so that a spike does not become the usual; a lasting step does, within
    days.

    Attributes:
        per_hour: cells an hour.
        level: posts a cell, rhythm apart.
        weight: cells that the level rests on.
        dispersion: variance of a cell over its mean, at least 1.
        first: the counts of the first hours, until there is a level.
        day, week: for each hour, what was counted and what was expected.
        Plain numbers and lists only: a season is kept between runs as JSON.
    """

    per_hour: float
    level: float = LEAST
    weight: float = 0.0
    dispersion: float = 1.0
    first: list[float] = field(default_factory=list)
    day: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0] for _ in range(DAY)])
    week: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0] for _ in range(SLOTS)])

    def rhythm(self, slot: int) -> tuple[float, float]:
        """The factor of the hour of the day and that of the hour of the week."""
        counted, expected = self.day[slot % DAY]
        chance = self.dispersion / SPREAD**2
        prior = TIMES * self.per_hour * self.level + chance
        daily = (counted + prior) / (expected + prior)
        counted, expected = self.week[slot]
        prior = TIMES * self.per_hour * self.level * daily + chance
        return daily, (counted + prior) / (expected + prior)

    def usual(self, slot: int) -> float:
        """Posts that a wholly heard cell of this hour usually brings, at least ``LEAST``."""
        daily, weekly = self.rhythm(slot)
        return max(LEAST, self.level * daily * weekly)

    @property
    def longest(self) -> float:
        """How many cells the level rests on once it forgets as fast as it learns."""
        return LEVEL_DAYS * DAY * self.per_hour / 0.6931

    def learn(self, slot: int, count: float, heard: float, *, settling: bool = False) -> None:
        """Takes in one cell of which the share ``heard`` (above 0, at most 1) was heard.

        While ``settling``, after a gap, counts are taken as they are: the usual may have moved meanwhile.
        """
        if len(self.first) < _FIRST_HOURS * self.per_hour and not self.weight:
            self._begin(count / heard)
            return
        daily, weekly = self.rhythm(slot)
        usual = max(LEAST, self.level * daily * weekly) * heard
        cut = count if settling else min(count, max(1.0, usual + CLIP * sqrt(self.dispersion * usual)))
        self.weight = min(self.weight + 1, self.longest)
        self.level = max(LEAST, self.level + (cut / (daily * weekly) - self.level * heard) / self.weight)
        squared = min((count - usual) ** 2 / usual, CLIP * CLIP * self.dispersion)
        self.dispersion = max(1.0, self.dispersion + (squared - self.dispersion) / self.weight)
        half = 0.5 ** (1 / (RHYTHM_WEEKS * self.per_hour))
        _add(self.week[slot], half, cut, self.level * heard * daily)
        _add(self.day[slot % DAY], half ** (1 / 7), cut, self.level * heard)

    def pause(self, cells: float) -> None:
        """Lets ``cells`` go by unheard: the older what is known of the level, the sooner it gives way to what comes."""
        if self.weight:
            kept = min(self.weight, self.longest) * 0.5 ** (cells / (LEVEL_DAYS * DAY * self.per_hour))
            self.weight = max(kept, self.per_hour)

    def _begin(self, count: float) -> None:
        """The first hours give the level: their median, which no outlier moves, or their mean where most are empty."""
        self.first.append(count)
        if len(self.first) >= _FIRST_HOURS * self.per_hour:
            self.level = max(LEAST, median(self.first) or min(fmean(self.first), 1.0))
            self.weight = float(len(self.first))
            self.first = []


def _add(sums: list[float], kept: float, counted: float, expected: float) -> None:
    sums[0] = sums[0] * kept + counted
    sums[1] = sums[1] * kept + expected
