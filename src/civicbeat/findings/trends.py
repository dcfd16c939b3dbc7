"""Trends: what a counted series did, where it rose unusually, and what it will come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from civicbeat.analysis.bursts import Bursts
from civicbeat.analysis.bursts import find as find_bursts
from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.forecasts import Forecast, forecast
from civicbeat.analysis.spikes import Spike
from civicbeat.findings import trend_words as words
from civicbeat.findings.asking import at_once
from civicbeat.findings.series import SMALL, Series, series
from civicbeat.records.period import Grain, Period
from civicbeat.store.question import Question
from civicbeat.store.store import Store

HORIZONS: Mapping[str, tuple[timedelta, Grain]] = {
    "24h": (timedelta(hours=24), Grain.HOUR),
    "7d": (timedelta(days=7), Grain.HOUR),
    "14d": (timedelta(days=14), Grain.DAY),
}
"""How far a forecast looks ahead, and in which cells."""
PAST: Mapping[Grain, timedelta] = {Grain.HOUR: timedelta(days=42), Grain.DAY: timedelta(days=182)}
"""How far back is read: a season of the week is known after six of them, and longer costs time on every page."""
LEAST_KNOWN = 0.5
"""Where fewer cells with posts than this may be seen, hours are too fine to be forecast: days are."""
RATES = (0.25, 1.0, 4.0)
"""Expected false alarms a week that a person can choose from."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What a series did and will do.

    Attributes:
        series: the past that the forecast was made from, in its cells.
        hours: the past by the hour, in which spikes were sought.
        forecast: what is to come, or why that cannot be said.
        bursts: where the series rose unusually, or why that cannot be said.
    """

    series: Series
    hours: Series
    forecast: Forecast | Refusal
    bursts: Bursts | Refusal

    @property
    def ahead(self) -> Iterator[tuple[datetime, float, float, float]]:
        """Start of each cell that is to come, what is expected in it, and the ends of its band; none if refused."""
        if isinstance(self.forecast, Refusal):
            return
        start = self.series.starts[-1]
        for cell in zip(self.forecast.expected, self.forecast.low, self.forecast.high, strict=True):
            start += self.series.step
            expected, low, high = map(float, cell)
            yield start, expected, low, high

    @property
    def so_far(self) -> Sentence | None:
        """What the first day of the forecast has brought already, where that can be told: no forecast knows it yet."""
        present = self.series.present
        if isinstance(self.forecast, Refusal) or self.series.grain is not Grain.DAY:
            return None
        if present is None or present.posts is None:
            return None
        return words.so_far(present.posts, present.until, float(self.forecast.high[0]))

    @property
    def spikes(self) -> tuple[Spike, ...]:
        """The rises that may be shown: in some hour of each at least ten people spoke."""
        found = () if isinstance(self.bursts, Refusal) else self.bursts.spikes
        return tuple(spike for spike in found if _seen(spike, self.hours))


def trend(store: Store, asked: Question, horizon: str = "24h", false_alarms: float = 1.0) -> Trend:
    """The trend of the posts that ``asked`` is about, as known at the end of its period.

    Args:
        store: where they are.
        asked: query, filters and scope; of its period only the end counts, as ``PAST`` is read.
        horizon: one of ``HORIZONS``; days take the place of hours where most hours are hidden.
        false_alarms: expected false alarms a week, above 0.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    ahead, grain = HORIZONS[horizon]
    wanted = (Grain.HOUR, Grain.DAY) if grain is Grain.DAY else (Grain.HOUR,)
    hours, *days = at_once(*(partial(_past, store, asked, each) for each in wanted))
    if not days and hours.known < LEAST_KNOWN:
        days = [_past(store, asked, Grain.DAY)]
    [past] = days or [hours]
    return Trend(past, hours, _forecast(past, ahead), _bursts(hours, false_alarms))


def _past(store: Store, asked: Question, grain: Grain) -> Series:
    period = Period.back_from(asked.period.end, PAST[grain], asked.period.zone)
    return series(store, replace(asked, period=period), grain)


def _seen(spike: Spike, hours: Series) -> bool:
    inside = [
        spike.onset < start + hours.step and (spike.end is None or start < spike.end) and count > SMALL
        for start, count in zip(hours.starts, hours.counts, strict=True)
    ]
    return any(inside & ~hours.hidden)


def _forecast(past: Series, ahead: timedelta) -> Forecast | Refusal:
    if past.known < LEAST_KNOWN:
        return Refusal("hidden", words.HIDDEN)
    return forecast(past.counts, max(1, ahead // past.step), int(past.step.total_seconds()))


def _bursts(hours: Series, false_alarms: float) -> Bursts | Refusal:
    if not len(hours.counts):
        return Refusal("hidden", words.HIDDEN)
    return find_bursts(hours.counts, hours.starts[0], int(hours.step.total_seconds()), false_alarms=false_alarms)
