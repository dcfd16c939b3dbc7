"""Events: themes, places and topics that rise unusually, watched for every two minutes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import structlog
from django.db import DatabaseError, close_old_connections
from django.db.models import Q

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.following import VERSION, Kept, follow
from civicbeat.analysis.spikes import Spike
from civicbeat.findings.models import Event, Watched
from civicbeat.findings.wanted import read_filters
from civicbeat.governance.topics.models import Topic
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import Period, today
from civicbeat.records.scope import Scope
from civicbeat.store.answer import Gap
from civicbeat.store.question import Filter, Group, Question
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

log = structlog.get_logger()

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


class Watch(threading.Thread):
    """The thread that watches for events until ``stopping`` is set.

    Args:
        store: where the posts are.
        stopping: set when the process ends.
        named: gives a topic's query as the store takes it.
        every: seconds between two looks.
    """

    def __init__(
        self, store: Store, stopping: threading.Event, named: Callable[[str], str], every: float = STEP
    ) -> None:
        super().__init__(name="watch", daemon=True)
        self._store, self._stopping, self._named, self._every = store, stopping, named, every

    def run(self) -> None:
        """Until the process stops; what cannot be looked at now is looked at the next time."""
        while True:
            try:
                look(self._store, datetime.now(UTC), self._named, self._stopping)
            except (CivicbeatError, DatabaseError):
                log.exception("rises cannot be looked for")
            finally:
                close_old_connections()
            if self._stopping.wait(self._every):
                return


def current(agency: int, since: datetime) -> Sequence[Event]:
    """The events that go on or began after ``since``, those of other agencies' topics left out; the newest first."""
    mine = Q(topic=None) | Q(topic__agency=agency)
    return list(Event.objects.filter(mine, Q(ended=None) | Q(onset__gte=since)).select_related("topic"))


def look(store: Store, now: datetime, named: Callable[[str], str], stopping: threading.Event | None = None) -> int:
    """Follows every series up to ``now`` and gives how many were followed; what rises becomes an event."""
    end = datetime.fromtimestamp(now.timestamp() // STEP * STEP, UTC)
    kept = {row.series: Kept(**row.kept) for row in Watched.objects.all()}
    followed = 0
    for group in _groups(store, end, named):
        known = [kept.get(each.name) for each in group]
        begin = min(_begin(each, end) for each in known)
        for series, counts, heard in _counted(store, group, begin, end):
            if stopping is not None and stopping.wait(0.01):
                return followed  # a place to end, and to let others of this process go on
            _follow(store, series, kept.get(series.name), (begin, end), counts, heard)
            followed += 1
    Event.objects.filter(onset__lt=end - KEPT_FOR).delete()
    return followed


def _scope() -> Scope:
    return Scope(agency="civicbeat", person="watch", purpose="Tell what rises unusually")


def _groups(store: Store, end: datetime, named: Callable[[str], str]) -> Iterable[Sequence[Series]]:
    """All that is watched; what is counted by one question stands together."""
    everything = Question(scope=_scope(), period=Period.back_from(end, timedelta(days=7)))
    for by, most in ((Group.THEME, 100), (Group.PLACE, PLACES)):
        found = store.ask(replace(everything, by=(by,), limit=most)).table
        pairs = zip(found.column(by.value).to_pylist(), found.column("posts").to_pylist(), strict=True)
        values = [value for value, posts in pairs if posts and value not in ("", "unclassified")]
        if values:
            yield [Series(by.value, v, replace(everything, filters=(Filter(by, (v,)),))) for v in values]
    for topic in Topic.objects.filter(starts_on__lte=today(), ends_on__gt=today()).select_related("agency"):
        asked = replace(everything, query=named(topic.query), filters=read_filters(topic.filters))
        yield [Series("topic", str(topic.pk), asked, topic)]


def _begin(kept: Kept | None, end: datetime) -> datetime:
    fresh = kept is None or (kept.version, kept.step) != (VERSION, STEP)
    begun = end - PAST if fresh or kept is None else datetime.fromtimestamp(kept.next, UTC)
    return max(begun, end - PAST)


def _counted(
    store: Store, group: Sequence[Series], begin: datetime, end: datetime
) -> Iterable[tuple[Series, Floats, Floats]]:
    """Of each series the posts in every cell, and which share of what is usually heard was heard in it."""
    period = Period(begin, end)
    first = group[0]
    by = () if first.group == "topic" else (Group(first.group),)
    filters = first.asked.filters if first.group == "topic" else ()
    table = store.ticks(replace(first.asked, period=period, by=by, filters=filters), STEP)
    cells = int((end - begin).total_seconds()) // STEP
    counts: dict[str, Floats] = {("" if not by else each.value): np.zeros(cells) for each in group}
    for start, value, posts in zip(*(table.column(n).to_pylist() for n in ("start", "value", "posts")), strict=True):
        if value in counts:
            counts[value][(start - int(begin.timestamp())) // STEP] = posts
    gaps = store.coverage(period).gaps
    for each in group:
        yield each, counts["" if not by else each.value], _heard(store, each, gaps, (begin, end), cells)


def _heard(store: Store, series: Series, gaps: Sequence[Gap], span: tuple[datetime, datetime], cells: int) -> Floats:
    """A gap takes away the share that its source has in the series, where it lasts."""
    heard = np.ones(cells)
    if not gaps:
        return heard
    table = store.ask(replace(series.asked, by=(Group.SOURCE,), limit=1_000)).table
    posts = dict(zip(table.column("source").to_pylist(), table.column("posts").to_pylist(), strict=True))
    total = sum(count or 0 for count in posts.values())
    for gap in gaps:
        share = (posts.get(gap.source) or 0) / total if total else 0.0
        first, last = ((max(0.0, (at - span[0]).total_seconds()) / STEP) for at in (gap.start, gap.end))
        heard[int(first) : int(np.ceil(last))] -= share
    return np.clip(heard, 0.0, 1.0)


def _follow(  # noqa: PLR0913, PLR0917  # a series, what is kept of it, and what came
    store: Store, series: Series, kept: Kept | None, span: tuple[datetime, datetime], counts: Floats, heard: Floats
) -> None:
    """What cannot change any more is taken for good; what still can is taken for the present look alone."""
    begin, end = span
    if kept is not None and (kept.version, kept.step) != (VERSION, STEP):
        kept = None
    firm = max(0, int((end - LATE - begin).total_seconds()) // STEP)
    firm = firm if firm >= FIRM else 0
    spikes: list[Spike] = []
    base = kept
    if firm:
        taken = follow(counts[:firm], begin, STEP, kept=kept, heard=heard[:firm], false_alarms=FALSE_ALARMS)
        if not isinstance(taken, Refusal):
            base = taken.kept
            spikes += [spike for spike in taken.spikes if spike.end is not None]
            Watched.objects.update_or_create(series=series.name, defaults={"kept": asdict(base)})
    lately = follow(
        counts[firm:],
        begin + timedelta(seconds=firm * STEP),
        STEP,
        kept=base,
        heard=heard[firm:],
        false_alarms=FALSE_ALARMS,
    )
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
    [posts] = store.ask(replace(series.asked, period=period)).table.column("posts").to_pylist()
    if not posts or posts < series.asked.scope.k:
        return None
    return {
        "onset": spike.onset,
        "ended": spike.end,
        "posts": posts,
        "ratio": spike.ratio,
        "low": spike.low,
        "high": spike.high,
        "per_week": spike.per_week,
        "method": f"bursts {VERSION}",
    }
