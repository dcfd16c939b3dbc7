"""What happens in the sample city: planted events, each a list of who says something about it and when.

Events stand relative to the city's end, so that a city made today and one made in a test tell the same story. Every
event draws from a random stream of its own, so that it is the same whichever part of the city is read first.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from civicbeat.sources.samplecity.people import CAMPAIGN_FROM, INSTITUTIONS, OUTLETS, SMALL_FROM, somebody
from civicbeat.sources.samplecity.rhythm import HOUR, liveliness, local_midnight

DAY = 24 * HOUR
EVERYDAY = 0.88
"""Share of the posts asked for that is everyday talk; the events bring the rest."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a city follows from: its end in seconds since 1970, its seed, and the days and posts asked for."""

    end: int
    seed: int
    days: int
    posts: int

    @property
    def start(self) -> int:
        """The first second: a full hour, so that no comment answers what was said before the city began."""
        return (self.end - self.days * DAY) // HOUR * HOUR


class Utterance(NamedTuple):
    """One planned post of an event. An ``author`` below 0 is an institution: −1 is the first."""

    event: str
    number: int
    moment: int
    platform: str
    author: int
    feeling: str


@dataclass(frozen=True, slots=True)
class Event:
    """A planted event.

    Attributes:
        name: also its subject in ``talk.toml``, but for the two events that are copies of one text.
        start, hours: from when, for how long.
        count: utterances in all.
        course: how lively the event is so many hours after its start, in any unit.
        platforms: where, each as often as it is listed.
        feelings: shares of negative and neutral; the rest is positive.
        speaker: gives the author.
    """

    name: str
    start: int
    hours: int
    count: int
    course: Callable[[float], float]
    platforms: tuple[str, ...]
    feelings: tuple[float, float]
    speaker: Callable[[Random, str, int], int]


_EVERYWHERE = (
    *("facebook", "facebook", "facebook", "facebook", "facebook", "tiktok", "tiktok", "tiktok"),
    *("youtube", "youtube", "forum", "forum", "mastodon", "news"),
)
CAMPAIGN_ACCOUNTS = 60
CAMPAIGN_POSTS = 240
SMALL_PEOPLE = 6
SMALL_POSTS = 14
REPRINTS = 14


def _anybody(rng: Random, platform: str, _: int) -> int:
    if platform == "news" and rng.random() < 0.2:
        return -1 - int(rng.random() * len(INSTITUTIONS))
    return somebody(rng, platform)


def _campaigner(_: Random, platform: str, number: int) -> int:
    on_facebook = CAMPAIGN_ACCOUNTS * 2 // 3
    turn = number // 2 if platform == "facebook" else on_facebook + number // 2 % (CAMPAIGN_ACCOUNTS - on_facebook)
    return CAMPAIGN_FROM + (turn % on_facebook if platform == "facebook" else turn)


def _islander(_rng: Random, _platform: str, number: int) -> int:
    return SMALL_FROM + number % SMALL_PEOPLE


def _newsroom(_rng: Random, _platform: str, number: int) -> int:
    return -1 - number % len(OUTLETS)


def _fading(half_life: float, rise: float = 0.0) -> Callable[[float], float]:
    return lambda hour: 2.0 ** -(max(hour - rise, 0.0) / half_life) if hour >= rise else (hour + 1) / (rise + 1)


@lru_cache(maxsize=8)
def events(plan: Plan) -> tuple[Event, ...]:
    """The events of a city."""
    today = local_midnight(plan.end)
    share = plan.posts
    announced = today - 30 * DAY + 10 * HOUR
    rise_hours = (plan.days + 14) * 24
    return (
        Event(
            *("flood", today - 12 * DAY + 17 * HOUR, 48, round(0.033 * share), _fading(5, 1)),
            *(_EVERYWHERE, (0.9, 0.08), _anybody),
        ),
        Event("fee", announced, 14 * 24, round(0.04 * share), _fading(84, 2), _EVERYWHERE, (0.74, 0.18), _anybody),
        Event("announcement", announced, 6, REPRINTS, _fading(2), ("news",), (0.0, 1.0), _newsroom),
        Event(
            *("campaign", today - 7 * DAY + 19 * HOUR, 5, CAMPAIGN_POSTS, lambda _: 1.0),
            *(("facebook", "tiktok"), (1.0, 0.0), _campaigner),
        ),
        Event(
            *("dengue", plan.start, rise_hours, round(0.03 * share), lambda hour: 1 + 6 * hour / (plan.days * 24)),
            *(_EVERYWHERE, (0.62, 0.3), _anybody),
        ),
        Event(
            *("ferry", today - 25 * DAY + 8 * HOUR, 20 * 24, SMALL_POSTS, lambda _: 1.0),
            *(("facebook",), (0.5, 0.3), _islander),
        ),
        Event(
            *("burst", plan.end - 3 * HOUR, 12, round(0.03 * share), _fading(6, 1)),
            *(_EVERYWHERE, (0.7, 0.25), _anybody),
        ),
    )


def happening(plan: Plan, event: Event) -> tuple[Utterance, ...]:
    """All utterances of ``event``, in the order they are drawn."""
    rng = Random(f"{plan.seed}:{event.name}")  # noqa: S311  # a repeatable city, no secret
    first = event.start // HOUR
    # A third of an event's talk keeps no hours: what is urgent is also said at night.
    weights = [event.course(hour) * (0.33 + 0.67 * liveliness(first + hour)) for hour in range(event.hours)]
    sums = tuple(accumulate(weights))
    return tuple(_utterance(rng, event, sums, number) for number in range(event.count))


def _utterance(rng: Random, event: Event, sums: tuple[float, ...], number: int) -> Utterance:
    hour = min(bisect(sums, rng.random() * sums[-1]), event.hours - 1)
    moment = event.start + hour * HOUR + int(rng.random() * HOUR)
    turn = number if event.name == "campaign" else int(rng.random() * len(event.platforms))
    platform = event.platforms[turn % len(event.platforms)]
    negative, neutral = event.feelings
    luck = rng.random()
    feeling = "negative" if luck < negative else "neutral" if luck < negative + neutral else "positive"
    return Utterance(event.name, number, moment, platform, event.speaker(rng, platform, number), feeling)


@lru_cache(maxsize=4)
def schedule(plan: Plan) -> Mapping[tuple[str, int], tuple[Utterance, ...]]:
    """The planned utterances by platform and hour (hours since 1970 in UTC)."""
    by_slot: dict[tuple[str, int], list[Utterance]] = {}
    for event in events(plan):
        for said in happening(plan, event):
            by_slot.setdefault((said.platform, said.moment // HOUR), []).append(said)
    return {slot: tuple(listed) for slot, listed in by_slot.items()}


DEAD_PLATFORM = "forum"


def dead(plan: Plan) -> tuple[int, int]:
    """The two days in which the collector of ``DEAD_PLATFORM`` failed: nothing was read, nothing is known."""
    start = local_midnight(plan.end) - 20 * DAY
    return start, start + 2 * DAY
