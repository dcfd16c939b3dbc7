"""Spikes: one rise of a series, from where it began to where it was calm again, with its size and how rare it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from math import exp, log, sqrt
from zoneinfo import ZoneInfo

from civicbeat.analysis.shares import Z_95
from civicbeat.analysis.watching import Seen, Watcher, per_week

CALM = log(2)
"""A surprise that every other block of the past reached."""
CALM_HOURS = 1.0
"""A rise is over when it was calm for so long."""
LASTING, LEAST_RATIO = 2.0, 1.1
LOST_HOURS = 24.0
"""A rise ends where it was last heard when nothing was heard for so long."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Spike:
    """One rise.

    Attributes:
        onset: the start of the cells in which it began, as they show it best.
        told: when it was told: the end of the first cell that showed it.
        again: when it was told again because it had grown much rarer still.
        end: when it was calm again; ``None`` while it goes on.
        posts: heard from its onset to its end.
        usual: what the same hours usually bring.
        ratio, low, high: how many times the usual that is, with its 95 % interval.
        per_week: how often a week of this series' own past brings such a rise: its expected rate of false alarms.
        per_week_low, per_week_high: its 95 % interval, for what so short a past leaves open.
    """

    onset: datetime
    told: datetime
    again: tuple[datetime, ...]
    end: datetime | None
    posts: int
    usual: float
    ratio: float
    low: float
    high: float
    per_week: float
    per_week_low: float
    per_week_high: float


@dataclass(slots=True)
class Rise:
    """What is kept of a rise that goes on, in plain numbers; moments are seconds since 1970.

    Attributes:
        until: the end of the rise as far as it is sure.
        calm: how many cells were calm by now.
        waiting: of the cells since ``until``: the posts in them, what was usual, and how much more they speak for a
            rise than for the usual, which is less than nothing.
        surprises: of its height when it was told: low, middle, high.
    """

    onset: int
    told: int
    until: int
    posts: float
    usual: float
    surprises: list[float]
    again: list[int] = field(default_factory=list)
    calm: int = 0
    waiting: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    @classmethod
    def begun(cls, watcher: Watcher, seen: Seen, moment: int, step: int) -> Rise:
        """The rise that ``seen``, the cell that starts at ``moment``, has shown."""
        cells = watcher.recent[-seen.cells :]
        return cls(
            onset=moment - (len(cells) - 1) * step,
            told=moment + step,
            until=moment + step,
            posts=sum(count for count, _ in cells),
            usual=sum(usual for _, usual in cells),
            surprises=surprises(watcher, seen),
        )

    def take(self, count: float, seen: Seen, moment: int, step: int) -> None:
        """Takes in the next heard cell.

        The rise lasts as long as its cells are nearer to ``LASTING`` times the usual than to the usual, or nearer to
        its
        own ratio if that is less: where the sum of the Poisson log likelihood ratios of both is greatest (Page's
            CUSUM).
        """
        self.calm = self.calm + 1 if seen.surprise < CALM else 0
        ratio = max(LEAST_RATIO, min(LASTING, self.posts / max(self.usual, _HALF)))
        posts, usual, speaks = self.waiting
        self.waiting = [posts + count, usual + seen.usual, speaks + count * log(ratio) - seen.usual * (ratio - 1)]
        if self.waiting[2] > 0:
            self.posts += self.waiting[0]
            self.usual += self.waiting[1]
            self.until, self.waiting = moment + step, [0.0, 0.0, 0.0]

    def grew(self, watcher: Watcher, seen: Seen, told: int) -> None:
        """Takes note that it was told again at ``told``."""
        self.again.append(told)
        self.surprises = max(self.surprises, surprises(watcher, seen), key=lambda each: each[1])

    def over(self, watcher: Watcher) -> bool:
        """Whether it was calm, or unheard, for long enough."""
        per_hour = watcher.season.per_hour
        return self.calm >= CALM_HOURS * per_hour or watcher.unheard >= LOST_HOURS * per_hour

    def spike(self, watcher: Watcher, *, ended: bool, zone: ZoneInfo) -> Spike:
        """The finding, its moments told in ``zone``."""
        ratio, low, high = times_usual(watcher, self.posts, self.usual)
        rates = [per_week(surprise) for surprise in self.surprises]
        return Spike(
            onset=datetime.fromtimestamp(self.onset, zone),
            told=datetime.fromtimestamp(self.told, zone),
            again=tuple(datetime.fromtimestamp(each, zone) for each in self.again),
            end=datetime.fromtimestamp(self.until, zone) if ended else None,
            posts=round(self.posts),
            usual=self.usual,
            ratio=ratio,
            low=low,
            high=high,
            per_week=rates[1],
            per_week_low=min(rates),
            per_week_high=max(rates),
        )


def surprises(watcher: Watcher, seen: Seen) -> list[float]:
    """The surprise of ``seen`` between the least and the most that the past allows."""
    low, high = watcher.best.between(seen.rarest)
    return [min(low, seen.surprise), seen.surprise, max(high, seen.surprise)]


def times_usual(watcher: Watcher, posts: float, usual: float) -> tuple[float, float, float]:
    """How many times the ``usual`` the ``posts`` are, with the ends of the 95 % interval.

    The interval is that of a log rate ratio. The posts vary as cells of this series do (quasi-Poisson), and the usual
    is itself known from so many cells only. Half a post is added to both, so that nothing is divided by zero.
    """
    ratio = (posts + _HALF) / (usual + _HALF)
    season = watcher.season
    known = max(season.weight * season.level, _HALF)
    width = Z_95 * sqrt(season.dispersion * (1 / (posts + _HALF) + 1 / known))
    return ratio, exp(log(ratio) - width), exp(log(ratio) + width)
