"""Wanted: what a page or a program asks to be shown, as an address says it: query, period, filters, order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict

from civicbeat.records.period import CITY_ZONE, Grain, Period, day_start
from civicbeat.store.question import Filter, Group, Order

SPANS: Mapping[str, timedelta] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "1y": timedelta(days=365),
}
FACETS = (Group.SENTIMENT, Group.THEME, Group.PLACE, Group.LANGUAGE, Group.SOURCE, Group.KIND)
HOURLY_UP_TO = timedelta(days=4)
DAILY_UP_TO = timedelta(days=183)
WEEKLY_UP_TO = timedelta(days=1_100)
LONGEST_QUERY = 10_000
YEARS = range(2001, 2100)
"""Those of bounds that are meant; one outside of them is a slip of the hand."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see.

    Attributes:
        query: as typed.
        span: one of ``SPANS``, back from now; used where no bounds are given.
        first, last: bounds as typed, ``YYYY-MM-DD`` (``last`` included) or ``YYYY-MM-DDTHH:MM``; empty for open.
        filters: facets that were clicked.
        order: of the posts.
        per_story: list one post of each story.
        versus: first day of the period to compare with; empty for the one just before.
    """

    query: str = ""
    span: str = "30d"
    first: str = ""
    last: str = ""
    filters: tuple[Filter, ...] = ()
    order: Order = Order.NEWEST
    per_story: bool = False
    versus: str = ""

    @classmethod
    def read(cls, params: QueryDict, *, span: str = "30d") -> Self:
        """From the parameters of an address; what makes no sense there is left out."""
        order, asked = params.get("order", ""), params.get("span", "")
        return cls(
            query=(params.get("q") or params.get("query", "")).strip()[: LONGEST_QUERY + 1],
            span=asked if asked in SPANS else span,
            first=moment(params.get("from", "")),
            last=moment(params.get("to", "")),
            filters=read_filters(params.getlist("f")),
            order=Order(order) if order in set(Order) else Order.NEWEST,
            per_story=params.get("stories", "") == "1",
            versus=moment(params.get("versus", ""))[:10],
        )

    def address(self, **changes: Any) -> str:
        """The parameters of the address that shows this, with ``changes``."""
        other = replace(self, **changes)
        parts = [("q", other.query), ("from", other.first), ("to", other.last)]
        if not (other.first and other.last):
            parts.append(("span", other.span))
        parts += [("f", text) for text in write_filters(other.filters)]
        parts += [("order", "" if other.order is Order.NEWEST else other.order.value)]
        parts += [("stories", "1" if other.per_story else ""), ("versus", other.versus)]
        return urlencode([(name, value) for name, value in parts if value])

    def toggled(self, group: Group, value: str) -> tuple[Filter, ...]:
        """The filters with this value of a facet added, or taken away where it is there."""
        values = self.chosen(group)
        kept = tuple(v for v in values if v != value) if value in values else (*values, value)
        others = tuple(f for f in self.filters if f.group is not group)
        return (*others, Filter(group, kept)) if kept else others

    def chosen(self, group: Group) -> tuple[str, ...]:
        """The values of a facet that were clicked."""
        return next((f.values for f in self.filters if f.group is group and not f.exclude), ())

    def period(self, now: datetime | None = None) -> Period:
        """The period that is meant. Bounds in the wrong order are swapped; an open one follows from the span."""
        present = (now or datetime.now(UTC)).astimezone(ZoneInfo(CITY_ZONE))
        end = _bound(self.last, is_end=True) or present
        start = _bound(self.first, is_end=False) or end - SPANS[self.span]
        if end <= start:
            start, end = end, start
        return Period(start, max(end, start + timedelta(minutes=1)))

    def other_period(self, now: datetime | None = None) -> Period:
        """The period to compare with: as long as the one that is meant."""
        period = self.period(now)
        start = _bound(self.versus, is_end=False)
        return period.before() if start is None else Period(start, start + period.length, period.zone)

    def grain(self, now: datetime | None = None) -> Grain:
        """How finely a series of this period is cut: hours, days, weeks or months, never too many."""
        return grain(self.period(now).length)


def grain(length: timedelta) -> Grain:
    """How finely a series that lasts ``length`` is cut: hours, days, weeks or months, never too many."""
    if length <= HOURLY_UP_TO:
        return Grain.HOUR
    if length <= DAILY_UP_TO:
        return Grain.DAY
    return Grain.WEEK if length <= WEEKLY_UP_TO else Grain.MONTH


def read_filters(texts: Iterable[str]) -> tuple[Filter, ...]:
    """Filters from texts such as ``theme:flooding``; values of one group stand together."""
    found: dict[Group, dict[str, None]] = {}
    for text in texts:
        name, _, value = text.partition(":")
        if name in _FILTERABLE and value:
            found.setdefault(Group(name), {})[value[:200]] = None
    return tuple(Filter(group, tuple(values)) for group, values in found.items())


def write_filters(filters: Iterable[Filter]) -> list[str]:
    """The texts that ``read_filters`` reads."""
    return [f"{f.group.value}:{value}" for f in filters for value in f.values]


_FILTERABLE = frozenset(group.value for group in (*FACETS, Group.PLATFORM, Group.STORY))


def moment(text: str) -> str:
    """A bound as it is typed, ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``; empty where it is none."""
    if not _MOMENT.fullmatch(text):
        return ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return text if found.year in YEARS else ""


def _bound(text: str, *, is_end: bool) -> datetime | None:
    if not text:
        return None
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(CITY_ZONE))
    return day_start(date.fromisoformat(text) + timedelta(days=is_end))
