"""Following: what new cells of a counted series show, given what is kept of all cells before them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.hours import HERE, Hours
from civicbeat.analysis.spike_words import refused
from civicbeat.analysis.spikes import Rise, Spike, times_usual
from civicbeat.analysis.telling import Teller
from civicbeat.analysis.watching import Seen, Watcher

VERSION = "1"
LONGEST_JUMP = 60 * 86_400
"""Seconds that may lie between what was followed and what comes; after more, a clock or a file is wrong."""
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a series between two runs; its size does not grow.

    Attributes:
        version: of the method that wrote it; another version starts anew.
        step: seconds of a cell.
        next: start of the first cell not yet taken, in seconds since 1970.
        text: the watcher, the teller, the rise that goes on and the last hour, as JSON.
    """

    version: str
    step: int
    next: int
    text: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What some cells have shown.

    Attributes:
        spikes: the rises that went on in them, the oldest first; only the last one may go on.
        kept: what to follow the next cells with.
        taken, heard: cells taken, and how many of them were heard.
        again: cells that had been taken before and were not counted twice.
        hour: how many times the usual the last hour brought, as far as it was heard, and the ends of its 95 % interval.
    """

    spikes: tuple[Spike, ...]
    kept: Kept
    taken: int
    heard: int
    again: int
    hour: tuple[float, float, float]


def follow(  # noqa: PLR0913  # a series, and how it is looked at
    counts: npt.NDArray[np.float64],
    start: datetime,
    step: int = 300,
    *,
    kept: Kept | None = None,
    heard: npt.NDArray[np.float64] | None = None,
    false_alarms: float = 1.0,
    hours: Hours = HERE,
) -> Followed | Refusal:
    """Takes new cells of one series; the same whether they come all at once or one by one.

    Reads: ``counts``, ``start``, ``step``, ``heard``, ``false_alarms`` and ``hours`` as ``bursts.find`` does; ``kept``,
    what the call before gave, ``None`` for a series that begins. Cells that were taken before are not taken again, so
    that an import that is repeated, or a clock that goes back, counts nothing twice; cells that are left out were not
    heard.
    Gives: a ``Followed``. One pass; what is kept has a bounded size (some 25 kB as JSON). ``false_alarms`` may differ
    from call to call.
    Fails: a refusal (``no-counts``, ``no-time-zone``, ``no-such-step``, ``no-such-rate``) as ``bursts.find`` gives;
    when all cells were taken before (``already-counted``), when ``start`` is no whole number of steps after them
    (``off-grid``), or lies more than sixty days after them (``clock-jump``), and when ``kept`` is of another step or
    version (``other-series``).
    Source: as ``watching``.
    """
    wrong = _wrong(counts, heard, start, step, false_alarms)
    if wrong:
        return refused(wrong)
    first = int(start.timestamp())
    wrong = _unfit(kept, first, step, len(counts))
    if wrong:
        return refused(wrong)
    course = _Course(kept, first, step, false_alarms, hours)
    shares = np.ones(len(counts)) if heard is None else heard
    again = max(0, (course.next - first) // step)
    for missed in range(course.next, first, step):
        course.take(missed, None, 0.0)
    for index in range(again, len(counts)):
        unheard = np.isnan(counts[index]) or not shares[index] > 0
        course.take(first + index * step, None if unheard else float(counts[index]), float(shares[index]))
    return course.followed(again)


_State = tuple[Watcher, Teller, Rise | None, list[list[float]]]


class _Course:
    """The state of one call."""

    def __init__(self, kept: Kept | None, first: int, step: int, false_alarms: float, hours: Hours) -> None:
        self.next = kept.next if kept else first
        self._step, self._false_alarms, self._hours = step, false_alarms, hours
        self._watcher, self._teller, self._rise, self._last = _thawed(kept) if kept else _fresh(step)
        self._spikes: list[Spike] = []
        self._taken = self._heard = 0

    def take(self, moment: int, count: float | None, heard: float) -> None:
        """Takes the cell that starts at ``moment``; ``None`` if it was not heard."""
        self.next = moment + self._step
        self._taken += 1
        if count is None:
            self._watcher.miss()
            self._teller.wait()
            self._hear(0.0, 0.0)
        else:
            self._heard += 1
            seen = self._watcher.take(self._hours.slot(moment), count, heard)
            self._hear(count, seen.usual)
            self._judge(moment, count, seen)
        if self._rise and self._rise.over(self._watcher):
            self._spikes.append(self._rise.spike(self._watcher, ended=True, zone=self._zone))
            self._rise = None

    def _judge(self, moment: int, count: float, seen: Seen) -> None:
        if self._rise:
            self._rise.take(count, seen, moment, self._step)
        if not self._teller.tells(seen, self._false_alarms, rising=self._rise is not None):
            return
        if self._rise:
            self._rise.grew(self._watcher, seen, moment + self._step)
        else:
            self._rise = Rise.begun(self._watcher, seen, moment, self._step)

    def _hear(self, count: float, usual: float) -> None:
        self._last.append([count, usual])
        del self._last[: -_HOUR // self._step]

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._hours.zone)

    def followed(self, again: int) -> Followed:
        current = [self._rise.spike(self._watcher, ended=False, zone=self._zone)] if self._rise else []
        rise = asdict(self._rise) if self._rise else None
        text = json.dumps([self._watcher.kept(), asdict(self._teller), rise, self._last])
        posts, usual = (sum(each) for each in zip(*self._last, strict=True))
        return Followed(
            spikes=(*self._spikes, *current),
            kept=Kept(VERSION, self._step, self.next, text),
            taken=self._taken,
            heard=self._heard,
            again=again,
            hour=times_usual(self._watcher, posts, usual),
        )


def _fresh(step: int) -> _State:
    watcher = Watcher.of(step)
    return watcher, Teller(watcher.season.per_hour), None, []


def _thawed(kept: Kept) -> _State:
    watcher, teller, rise, last = json.loads(kept.text)
    return Watcher.resumed(watcher), Teller(**teller), Rise(**rise) if rise else None, last


def _wrong(
    counts: npt.NDArray[np.float64], heard: npt.NDArray[np.float64] | None, start: datetime, step: int, rate: float
) -> str:
    """What is wrong with what is given, as the reason of a refusal; nothing if it is fit."""
    if counts.ndim != 1 or bool((counts < 0).any()) or bool(np.isinf(counts).any()):
        return "no-counts"
    if heard is not None and (heard.shape != counts.shape or bool(((heard < 0) | (heard > 1)).any())):
        return "no-counts"
    if not len(counts):
        return "too-short"
    if start.tzinfo is None:
        return "no-time-zone"
    if not 60 <= step <= _HOUR or _HOUR % step:
        return "no-such-step"
    return "" if rate > 0 else "no-such-rate"


def _unfit(kept: Kept | None, first: int, step: int, cells: int) -> str:
    """Why cells from ``first`` on do not follow what is kept."""
    if kept is None:
        return ""
    if (kept.version, kept.step) != (VERSION, step):
        return "other-series"
    if (first - kept.next) % step:
        return "off-grid"
    if first - kept.next > LONGEST_JUMP:
        return "clock-jump"
    return "already-counted" if first + cells * step <= kept.next else ""
