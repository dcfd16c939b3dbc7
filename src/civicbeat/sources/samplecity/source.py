"""The sample city as a source: one for each invented platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import FormatChanged
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.samplecity.events import DEAD_PLATFORM, Plan, dead
from civicbeat.sources.samplecity.mapping import to_post
from civicbeat.sources.samplecity.people import PLATFORMS
from civicbeat.sources.samplecity.rhythm import HOUR
from civicbeat.sources.samplecity.truth import Truth, source_name, truth
from civicbeat.sources.samplecity.writing import RawDict, hour

SEED = 2026
DAYS = 60
POSTS = 72_000
"""Posts of the whole city; within a few per cent."""
PAGE = 2_000

POLICY = Policy(
    terms="Invented by a program that is part of civicbeat; nobody's terms apply.",
    terms_read=date(2026, 11, 22),
    may_store="Everything: no text, account or newspaper in it is real.",
    deletion="Nothing is ever deleted in the sample city.",
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class SampleCitySource:
    """One platform of the sample city.

    The first reading gives the ``days`` before ``end``; a reading from a kept cursor goes on to the present, at the
    rhythm of the city. The cursor remembers the city it belongs to, so that events never move once a city was begun.

    Attributes:
        platform: one of ``PLATFORMS``.
        end: where the past ends, aware; whole minutes are best. Default: now.
        seed: another seed is another city.
        days, posts: how long, and how many posts on all platforms together.
        clock: gives the present, aware.
    """

    platform: str
    end: datetime
    seed: int = SEED
    days: int = DAYS
    posts: int = POSTS
    clock: Callable[[], datetime] = _now

    kind: ClassVar[str] = "samplecity"
    policy: ClassVar[Policy] = POLICY
    options: ClassVar[tuple[Option, ...]] = ()
    every: ClassVar[timedelta] = timedelta(seconds=5)

    @property
    def name(self) -> str:
        return source_name(self.platform)

    @property
    def plan(self) -> Plan:
        """What the city follows from."""
        return Plan(int(self.end.timestamp()), self.seed, self.days, self.posts)

    @property
    def truth(self) -> Truth:
        """What is planted in the whole city, not on this platform alone."""
        return truth(self.plan)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        plan, until = _kept(cursor, self.plan)
        past = until < plan.end * 1000
        goal = plan.end * 1000 if past else int(self.clock().timestamp() * 1000)
        for start, end, raws in _pages(plan, self.platform, until, goal):
            share = (end - plan.start * 1000) / (goal - plan.start * 1000)
            yield Page(tuple(raws), _cursor(plan, end), covers=_period(start, end), done=share)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return to_post(raw)


def city(
    end: datetime | None = None, seed: int = SEED, *, days: int = DAYS, posts: int = POSTS
) -> tuple[SampleCitySource, ...]:
    """The whole city, a source for each platform. ``end``: aware; default: now, to the minute."""
    end = end or _now().replace(second=0, microsecond=0)
    return tuple(SampleCitySource(platform, end, seed, days, posts) for platform in PLATFORMS)


def _cursor(plan: Plan, until: int) -> Mapping[str, Any]:
    return {"until_ms": until, "end": plan.end, "seed": plan.seed, "days": plan.days, "posts": plan.posts}


def _kept(cursor: Mapping[str, Any], fresh: Plan) -> tuple[Plan, int]:
    if not cursor:
        return fresh, fresh.start * 1000
    try:
        plan = Plan(*(int(cursor[name]) for name in ("end", "seed", "days", "posts")))
        return plan, int(cursor["until_ms"])
    except (KeyError, TypeError, ValueError) as error:
        raise FormatChanged(
            "The sample city's cursor cannot be read.", do="Stop following the sample city and add it anew."
        ) from error


def _pages(plan: Plan, platform: str, until: int, goal: int) -> Iterator[tuple[int, int, list[RawDict]]]:
    """Start and end (milliseconds) and raws of every page; none reaches into the dead days."""
    for first, last in _read_spans(plan, platform, until, goal):
        raws: list[RawDict] = []
        start = first
        for slot in range(first // (HOUR * 1000), -(-last // (HOUR * 1000))):
            raws.extend(raw for raw in hour(plan, platform, slot) if first <= raw["published_ms"] < last)
            end = min((slot + 1) * HOUR * 1000, last)
            if len(raws) >= PAGE or end == last:
                yield start, end, raws
                start, raws = end, []


def _read_spans(plan: Plan, platform: str, until: int, goal: int) -> Iterator[tuple[int, int]]:
    gap_start, gap_end = (1000 * moment for moment in dead(plan)) if platform == DEAD_PLATFORM else (goal, goal)
    for start, end in ((until, min(goal, gap_start)), (max(until, gap_end), goal)):
        if start < end:
            yield start, end


def _period(start: int, end: int) -> Period:
    return Period(datetime.fromtimestamp(start / 1000, UTC), datetime.fromtimestamp(end / 1000, UTC))
