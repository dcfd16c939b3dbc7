"""Truth: what was planted in a sample city, for tests to hold the console against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from civicbeat.records.period import Period
from civicbeat.sources.samplecity.events import DEAD_PLATFORM, Plan, Utterance, dead, events, happening
from civicbeat.sources.samplecity.grammar import grammar


@dataclass(frozen=True, slots=True)
class Planted:
    """One event as far as the city's end.

    Attributes:
        period: from its onset to its last possible post (which may lie after the city's end).
        theme: id of the civic taxonomy.
        places: the names used; empty where the texts name none.
        sources: names of the sources that carry it.
        posts, people: how many posts and different authors (accounts or outlets) until the city's end, without what the
            dead source missed.
        negative: share of negative posts, 0 to 1.
    """

    period: Period
    theme: str
    places: tuple[str, ...]
    sources: tuple[str, ...]
    posts: int
    people: int
    negative: float


@dataclass(frozen=True, slots=True)
class Truth:
    """All that was planted.

    Attributes:
        covers: the days the city was read.
        flood: sudden and strongly negative.
        fee: a rise of the waste fee, announced at its start; a step in volume and in negative talk about waste.
        campaign: one text with small edits from few accounts; one story of many posts.
        announcement: the same news text in many newspapers, innocently.
        dengue: a slow, steady rise of health talk over all days.
        small: a theme at a place that fewer than ten people speak of; no figure about it may be shown.
        burst: a burst water main that has just begun at the city's end and goes on.
        dead: when ``dead_source`` was not read: a gap, never zero.
        dead_source: the source that failed.
    """

    covers: Period
    flood: Planted
    fee: Planted
    campaign: Planted
    announcement: Planted
    dengue: Planted
    small: Planted
    burst: Planted
    dead: Period
    dead_source: str


def source_name(platform: str) -> str:
    """The registered name of the source of one platform."""
    return f"sample.{platform}"


def truth(plan: Plan) -> Truth:
    """What the plan plants."""
    found = {event.name: _planted(plan, event.name) for event in events(plan)}
    return Truth(
        covers=_period(plan.start, plan.end),
        flood=found["flood"],
        fee=found["fee"],
        campaign=found["campaign"],
        announcement=found["announcement"],
        dengue=found["dengue"],
        small=found["ferry"],
        burst=found["burst"],
        dead=_period(*dead(plan)),
        dead_source=source_name(DEAD_PLATFORM),
    )


_WITHOUT_THEME = {"campaign": "land", "announcement": "waste"}


def _planted(plan: Plan, name: str) -> Planted:
    event = next(event for event in events(plan) if event.name == name)
    said = [one for one in happening(plan, event) if _was_read(plan, one)]
    theme = grammar().themes.get(event.name)
    return Planted(
        period=_period(event.start, event.start + event.hours * 3600),
        theme=theme.gold if theme else _WITHOUT_THEME[name],
        places=theme.places if theme else (),
        sources=tuple(sorted({source_name(one.platform) for one in said})),
        posts=len(said),
        people=len({one.author for one in said}),
        negative=sum(one.feeling == "negative" for one in said) / max(len(said), 1),
    )


def _was_read(plan: Plan, said: Utterance) -> bool:
    start, end = dead(plan)
    missed = said.platform == DEAD_PLATFORM and start <= said.moment < end
    return plan.start <= said.moment < plan.end and not missed


def _period(start: int, end: int) -> Period:
    return Period(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
