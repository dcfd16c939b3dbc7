"""Bursts: when a counted series rises as it rarely does by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.following import VERSION, Kept, follow
from civicbeat.analysis.hours import HERE, Hours
from civicbeat.analysis.rates import Rate, rate
from civicbeat.analysis.spike_words import as_usual, refused, rising
from civicbeat.analysis.spikes import Spike
from civicbeat.analysis.watching import WARM_DAYS

LEAST_COVERAGE = 0.5
_DAY = 86_400
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Bursts:
    """What a series' past and present show.

    Attributes:
        estimate: how many times the usual there is: in the rise that goes on, or else in the last hour.
        spikes: all rises of the past, the oldest first; one without an ``end`` goes on.
        past: how often a week of the past had an alarm, real events included, beside what was asked for.
        asked: expected false alarms a week that were asked for.
        kept: what to follow the next cells with.
    """

    estimate: float
    doubt: Doubt
    sentence: Sentence
    spikes: tuple[Spike, ...]
    past: Rate
    asked: float
    kept: Kept
    method: str = f"bursts {VERSION}"


def find(  # noqa: PLR0913  # a series, and how it is looked at
    counts: npt.NDArray[np.float64],
    start: datetime,
    step: int = 300,
    *,
    heard: npt.NDArray[np.float64] | None = None,
    false_alarms: float = 1.0,
    hours: Hours = HERE,
) -> Bursts | Refusal:
    """All rises of a series, each told as it would have been told at the time, and whether one goes on.

    Reads: ``counts``, shape (cells,), posts in each cell of ``step`` seconds (a divisor of 3600, five minutes by
    default), the oldest first, at least 0, NaN where nothing was heard: missing is not zero; ``start``, the aware
    moment at which the first cell starts; ``heard``, shape (cells,), which share of what is usually heard was heard, 0
    to 1 (a dead source among several lowers it), all of it by default; ``false_alarms``, how many alarms a week may be
    false, above 0; ``hours``, the place whose hours, week and holidays its talk keeps.
    Gives: a ``Bursts``. A rise is told when it surpasses what this series by itself reaches ``false_alarms`` times a
    week (see ``watching``): the past of the series alone sets the height, so that restless talk must rise higher. As
    some of that past are real events, fewer false alarms than that are to be expected. Falls are never told: a source
    that died is no event. Nothing is told in the first two days, nor for an hour (longer after long gaps) after a gap
    of an hour.
    Fails: a refusal when a count is negative or infinite (``no-counts``), fewer than two days were heard
    (``too-short``), more than half of the time was not (``too-many-gaps``), every cell counts the same (``constant``),
    ``start`` has no time zone (``no-time-zone``), ``step`` does not divide an hour or ``false_alarms`` is not above 0
    (``no-such-step``, ``no-such-rate``). A series that was imported twice into one cell cannot be told from one that
    doubled.
    Source: M. Kulldorff, *JRSS A* 164 (2001) 61–72; A. Siffer et al., KDD 2017; see ``watching`` and ``tails``.

    >>> counts = np.random.default_rng(7).poisson(5, 288 * 21).astype(float)
    >>> counts[-6:] += 30
    >>> found = find(counts, datetime(2026, 3, 2, tzinfo=UTC))
    >>> found.spikes[-1].onset.isoformat(), found.spikes[-1].end
    ('2026-03-23T06:30:00+07:00', None)
    """
    followed = follow(counts, start, step, heard=heard, false_alarms=false_alarms, hours=hours)
    if isinstance(followed, Refusal):
        return followed
    present = counts[~np.isnan(counts)]
    days = followed.heard * step / _DAY
    if days <= WARM_DAYS:
        return refused("too-short")
    coverage = followed.heard / followed.taken
    if coverage < LEAST_COVERAGE:
        return refused("too-many-gaps")
    if present.min() == present.max():
        return refused("constant")
    current = followed.spikes[-1] if followed.spikes and followed.spikes[-1].end is None else None
    if current:
        ratio, low, high = current.ratio, current.low, current.high
        sentence = rising(current)
    else:
        ratio, low, high = followed.hour
        sentence = as_usual(ratio, low, high)
    alarms = sum(1 + len(spike.again) for spike in followed.spikes)
    doubt = Doubt(low, high, _LEVEL, int(present.sum()), coverage)
    past = rate(alarms, (days - WARM_DAYS) / 7)
    return Bursts(ratio, doubt, sentence, followed.spikes, past, false_alarms, followed.kept)


def _example() -> Mapping[str, Any]:
    """Three weeks with a rhythm of the day and a rise in their last half hour."""
    cells = np.arange(21 * 288)
    usual = 5 + 4 * np.sin(cells * 2 * np.pi / 288)
    counts = np.random.default_rng(7).poisson(usual).astype(np.float64)
    counts[-6:] += 30
    return {"counts": counts, "start": datetime(2026, 3, 2, tzinfo=UTC)}


def _wrong(**changed: Any) -> Mapping[str, Any]:
    return {**_example(), **changed}


def _with(place: slice, value: float) -> Mapping[str, Any]:
    given = dict(_example())
    given["counts"][place] = value
    return given


METHOD = Method(
    "bursts",
    VERSION,
    find,
    _example,
    {
        "a day": lambda: _wrong(counts=np.ones(288)),
        "nothing": lambda: _wrong(counts=np.empty(0)),
        "always the same": lambda: _wrong(counts=np.full(4000, 3.0)),
        "mostly unheard": lambda: _with(slice(700, 5900), np.nan),
        "negative": lambda: _with(slice(9, 10), -1.0),
        "infinite": lambda: _with(slice(9, 10), np.inf),
        "no time zone": lambda: _wrong(start=datetime(2026, 3, 2)),  # noqa: DTZ001  # that is what is wrong
        "no such step": lambda: _wrong(step=7),
        "no such rate": lambda: _wrong(false_alarms=0.0),
    },
)
