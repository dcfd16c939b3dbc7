"""Period: a half-open span of time that knows how people will read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from civicbeat.records.errors import BadPeriod

CITY_ZONE = "Asia/Ho_Chi_Minh"


def today(zone: str = CITY_ZONE) -> date:
    """The calendar day it is now, as ``zone`` counts days."""
    return local_day(datetime.now(UTC), zone)


def local_day(moment: datetime, zone: str = CITY_ZONE) -> date:
    """The calendar day that holds ``moment`` (aware), as ``zone`` counts days."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_start(day: date, zone: str = CITY_ZONE) -> datetime:
    """The moment (aware, in ``zone``) at which a calendar day begins there."""
    return datetime.combine(day, time(), ZoneInfo(zone))


class Grain(StrEnum):
    """How finely a series cuts its period; days, weeks (Monday first) and months are those of the display zone."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


LENGTHS: Mapping[Grain, timedelta] = {
    Grain.HOUR: timedelta(hours=1),
    Grain.DAY: timedelta(days=1),
    Grain.WEEK: timedelta(days=7),
}
"""How long a cell lasts (the city keeps one time all year); months differ."""


@dataclass(frozen=True, slots=True)
class Period:
    """The span ``start <= t < end``; both are kept in UTC, ``zone`` is how it is shown.

    Raises:
        BadPeriod: a bound has no time zone, or the period does not end after it starts.
    """

    start: datetime
    end: datetime
    zone: str = CITY_ZONE

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise BadPeriod("A period's bounds need a time zone.", do="Give aware datetimes, for example in UTC.")
        if self.end <= self.start:
            raise BadPeriod("A period must end after it starts.", do="Swap the two bounds or choose a later end.")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    @classmethod
    def of_days(cls, first: date, last: date, zone: str = CITY_ZONE) -> Self:
        """All of the calendar days from ``first`` to ``last``, both included, as ``zone`` counts days."""
        return cls(day_start(first, zone), day_start(last + timedelta(days=1), zone), zone)

    @classmethod
    def back_from(cls, end: datetime, length: timedelta, zone: str = CITY_ZONE) -> Self:
        """The ``length`` before ``end``."""
        return cls(end - length, end, zone)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    @property
    def local_start(self) -> datetime:
        """The start, in the display zone."""
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """The (excluded) end, in the display zone."""
        return self.end.astimezone(ZoneInfo(self.zone))

    def before(self) -> Self:
        """The period of the same length that ends where this one starts: what a change is compared with."""
        return type(self)(self.start - self.length, self.start, self.zone)

    def contains(self, moment: datetime) -> bool:
        """Whether ``moment`` (aware) lies in the period."""
        return self.start <= moment < self.end

    def cells(self, grain: Grain) -> Iterator[datetime]:
        """The starts (aware, display zone) of every cell of ``grain`` that the period touches, in order."""
        tz = ZoneInfo(self.zone)
        cell = floor(self.local_start, grain)
        while cell < self.end:
            yield cell
            cell = _next_cell(cell, grain, tz)


def floor(moment: datetime, grain: Grain) -> datetime:
    """The start of the cell of ``grain`` that holds ``moment``, in the moment's own zone."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    if grain is Grain.HOUR:
        return hour
    day = hour.replace(hour=0)
    if grain is Grain.DAY:
        return day
    return day - timedelta(days=day.weekday()) if grain is Grain.WEEK else day.replace(day=1)


def _next_cell(cell: datetime, grain: Grain, tz: ZoneInfo) -> datetime:
    if grain is Grain.HOUR:
        return (cell.astimezone(UTC) + timedelta(hours=1)).astimezone(tz)
    if grain is Grain.MONTH:
        return cell.replace(year=cell.year + cell.month // 12, month=cell.month % 12 + 1)
    return cell + timedelta(days=7 if grain is Grain.WEEK else 1)
