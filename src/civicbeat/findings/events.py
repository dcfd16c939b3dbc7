"""Events: themes, places and topics that rise unusually, watched for every two minutes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import Q

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.following import VERSION, Kept, follow
from civicbeat.analysis.spikes import Spike
from civicbeat.findings.asking import UNNAMED
from civicbeat.findings.models import Event, Watched
from civicbeat.findings.rounding import rough
from civicbeat.findings.series import weights
from civicbeat.findings.wanted import read_filters
from civicbeat.governance.loop import Loop
from civicbeat.governance.switches.state import switched_off
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store.answer import Gap
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.resting import MODELS, behind, behind_posts
from civicbeat.store.store import Store

STEP = 120
"""Seconds of a cell: at five minutes fewer rises were told within ten (0082-bursts-from-their-own-past.md)."""
LATE = timedelta(minutes=30)
"""Posts that come later than this after their publication change no cell any more."""
FIRM = 5
"""So many cells at once are taken for good: what is kept of a series is written every ten minutes, not every two."""
PAST = timedelta(days=14)
"""How much of the past a series learns from when it begins to be watched."""
FALSE_ALARMS = 1.0
PLACES = 40
"""The places most spoken of; rises of the others are told by what holds them."""
KEPT_FOR = timedelta(days=366)
SAME = timedelta(minutes=30)
"""Onsets so near each other are one event, seen better the second time."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """What is watched: a value of a group, and the question about it."""

    group: str
    value: str
    asked: Question
    topic: Topic | None = None

    @property
    def name(self) -> str:
        return f"{self.group}:{self.value}"


@dataclass(frozen=True, slots=True)
class _Split:
    """Series that one question counts, by the value under which it counts them."""

    asked: Question
    series: Mapping[str, Series]


class Watch(Loop):
    """Watches for events.

    Args:
        store: where the posts are.
        stopping: set when the process ends.
        named: gives a topic's query as the store takes it.
        every: seconds between two looks.
    """

    def __init__(
        self, store: Store, stopping: threading.Event, named: Callable[[str], str], every: float = STEP
    ) -> None:
        super().__init__("watch", stopping, first=0.0, after_fault=every)
        self._store, self._named, self._every = store, named, every

    def work(self) -> float:
        """Follows every series up to now."""
        look(self._store, datetime.now(UTC), self._named, self._stopping)
        return self._every


def current(agency: str, since: datetime) -> Sequence[Event]:
    """The events that go on or began after ``since``; of topics those that ``agency`` may look at. The newest first.

    Those that rest on a model that is switched off are not told.
    """
    mine = Q(topic=None) | Q(topic__in=Topic.objects.seen_by(agency))
    found = Event.objects.filter(mine, Q(ended=None) | Q(onset__gte=since)).select_related("topic")
    return [event for event in found if not behind_event(event) & switched_off()]


def behind_event(event: Event) -> frozenset[str]:
    """The models that an event rests on: by its theme or place, or by what its topic asks."""
    if event.topic is not None:
        return behind_posts(event.topic.query, read_filters(event.topic.filters))
    return frozenset({MODELS[Group(event.group)]})


def look(store: Store, now: datetime, named: Callable[[str], str], stopping: threading.Event | None = None) -> int:
    """Follows every series up to ``now`` and gives how many were followed; what rises becomes an event."""
    end = datetime.fromtimestamp(now.timestamp() // STEP * STEP, UTC)
    kept = _kept()
    followed = 0
    for split in _splits(store, end, named):
        begin = min(_begin(kept.get(series.name), end) for series in split.series.values())
        for series, counts, heard in _counted(store, split, begin, end):
            if stopping is not None and stopping.wait(0.01):
                return followed  # a place to end, and to let others of this process go on
            _follow(store, series, kept.get(series.name), (begin, end), counts, heard)
            followed += 1
    Event.objects.filter(onset__lt=end - KEPT_FOR).delete()
    return followed


def _kept() -> Mapping[str, Kept]:
    """What is kept of each series; what another version kept is begun anew."""
    rows = ((row.series, Kept(**row.kept)) for row in Watched.objects.all())
    return {name: kept for name, kept in rows if (kept.version, kept.step) == (VERSION, STEP)}


def _scope() -> Scope:
    return Scope(agency="civicbeat", person="watch", purpose="Tell what rises unusually")


def _splits(store: Store, end: datetime, named: Callable[[str], str]) -> Iterable[_Split]:
    """All that is watched; what rests on a model that is switched off waits until it speaks again."""
    everything = Question(scope=_scope(), period=Period.back_from(end, timedelta(days=7)))
    for by, most in ((Group.THEME, 100), (Group.PLACE, PLACES)):
        if not store.tells(by):
            continue
        split = replace(everything, by=(by,), limit=most)
        values = [value for value, posts in store.ask(split).counts().items() if posts and value not in UNNAMED]
        if values:
            yield _Split(split, {v: Series(by, v, replace(everything, filters=(Filter(by, (v,)),))) for v in values})
    for topic in Topic.objects.running():
        asked = replace(everything, query=named(topic.query), filters=read_filters(topic.filters))
        if behind(asked) & switched_off():
            continue
        yield _Split(asked, {"": Series("topic", str(topic.pk), asked, topic)})


def _begin(kept: Kept | None, end: datetime) -> datetime:
    return end - PAST if kept is None else max(datetime.fromtimestamp(kept.next, UTC), end - PAST)


def _counted(store: Store, split: _Split, begin: datetime, end: datetime) -> Iterable[tuple[Series, Floats, Floats]]:
    """Of each series the posts in every cell, and which share of what is usually heard was heard in it.

    Nothing was heard while a model that says what belongs to the series was switched off: that is not zero.
    """
    period = Period(begin, end)
    table = store.ticks(replace(split.asked, period=period), STEP)
    cells = int((end - begin).total_seconds()) // STEP
    counts = {value: np.zeros(cells) for value in split.series}
    for start, value, posts in zip(*(table.column(n).to_pylist() for n in ("start", "value", "posts")), strict=True):
        if value in counts:
            counts[value][(start - int(begin.timestamp())) // STEP] = posts
    gaps, silent = store.coverage(period).gaps, store.unread(behind(split.asked), period)
    for value, series in split.series.items():
        heard = _heard(store, series, gaps, begin, cells)
        for span in silent:
            heard[_cells(begin, span.start, span.end)] = 0.0
        yield series, counts[value], heard


def _cells(begin: datetime, start: datetime, end: datetime) -> slice:
    """The cells that a span touches."""
    first, last = (max(0.0, (at - begin).total_seconds()) / STEP for at in (start, end))
    return slice(int(first), int(np.ceil(last)))


def _heard(store: Store, series: Series, gaps: Sequence[Gap], begin: datetime, cells: int) -> Floats:
    """A gap takes away the share that its source has in the series, where it lasts."""
    heard = np.ones(cells)
    weight = weights(store, series.asked) if gaps else {}
    for gap in gaps:
        heard[_cells(begin, gap.start, gap.end)] -= weight.get(gap.source, 0.0)
    return np.clip(heard, 0.0, 1.0)


def _follow(  # noqa: PLR0913, PLR0917  # a series, what is kept of it, and what came
    store: Store, series: Series, kept: Kept | None, span: tuple[datetime, datetime], counts: Floats, heard: Floats
) -> None:
    """What cannot change any more is taken for good; what still can is taken for the present look alone."""
    begin, end = span
    firm = max(0, int((end - LATE - begin).total_seconds()) // STEP)
    firm = firm if firm >= FIRM else 0
    spikes: list[Spike] = []
    if firm:
        taken = follow(counts[:firm], begin, STEP, kept=kept, heard=heard[:firm], false_alarms=FALSE_ALARMS)
        if not isinstance(taken, Refusal):
            kept = taken.kept
            spikes += [spike for spike in taken.spikes if spike.end is not None]
            Watched.objects.update_or_create(series=series.name, defaults={"kept": asdict(kept)})
    since = begin + timedelta(seconds=firm * STEP)
    lately = follow(counts[firm:], since, STEP, kept=kept, heard=heard[firm:], false_alarms=FALSE_ALARMS)
    if not isinstance(lately, Refusal):
        spikes += lately.spikes
    _note(store, series, spikes, end)


def _note(store: Store, series: Series, spikes: Sequence[Spike], now: datetime) -> None:
    """Rises become events, or what is known of an event becomes what is seen now; what is no rise any more ends."""
    known = list(Event.objects.filter(group=series.group, value=series.value, onset__gte=now - PAST - SAME))
    still: set[int] = set()
    for spike in spikes:
        same = next((event for event in known if _same(event, spike)), None)
        figures = _figures(store, series, spike, now)
        if figures is None:
            continue
        if same is None:
            same = Event(group=series.group, value=series.value, topic=series.topic, told=spike.told)
        for name, value in figures.items():
            setattr(same, name, value)
        same.save()
        still.add(same.pk)
    for event in known:
        if event.ended is None and event.pk not in still:
            event.ended = now
            event.save()


def _same(event: Event, spike: Spike) -> bool:
    if abs(event.onset - spike.onset) <= SAME:
        return True
    return event.onset <= spike.onset and (event.ended is None or spike.onset <= event.ended)


def _figures(store: Store, series: Series, spike: Spike, now: datetime) -> Mapping[str, object] | None:
    """What may be told of a rise; nothing where fewer than k people made it."""
    period = Period(spike.onset, max(spike.end or now, spike.onset + timedelta(seconds=STEP)))
    answer = store.ask(replace(series.asked, period=period))
    [posts] = answer.table.column("posts").to_pylist()
    if not posts or posts < series.asked.scope.k:
        return None
    return {
        "onset": spike.onset,
        "ended": spike.end,
        "posts": posts,
        "ratio": rough(spike.ratio),
        "low": rough(spike.low),
        "high": rough(spike.high),
        "per_week": rough(spike.per_week),
        "coverage": answer.coverage.share,
        "method": f"bursts {VERSION}",
    }
