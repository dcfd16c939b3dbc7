"""Pieces: a period as parts of the table, each read in the cheapest way that is right for it.

A month is a partition. One that may hold a post twice is read with ``FINAL``, one with expired posts asks for the time
until which each may be kept, and only the first and last month of a period ask for the time of a post.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civicbeat.records.period import Period
from civicbeat.store.bound import Binder

QUARTER = 900


@dataclass(frozen=True, slots=True)
class Months:
    """What is known of the months (YYYYMM) of the table at one moment.

    Attributes:
        unsettled: may hold a post in two rows.
        holed: hold rows of posts that are gone. Asking each row for that makes a count four times as slow.
        earliest: the months that hold posts, with when the first of their posts is to be removed (seconds since 1970).
        rows: how many rows each of these months has, about.
        now: that moment, in seconds since 1970.
    """

    unsettled: AbstractSet[int]
    holed: AbstractSet[int]
    earliest: Mapping[int, int]
    rows: Mapping[int, int]
    now: int

    def newest(self, period: Period) -> int | None:
        """The newest month of ``period`` that holds posts."""
        return max((month for month in self.earliest if _touches(month, period)), default=None)

    def size(self, period: Period) -> int:
        """About how many rows the months have that ``period`` touches."""
        return sum(rows for month, rows in self.rows.items() if _touches(month, period))


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of ``table`` (with or without ``FINAL``) that meet ``condition``; no row is in two pieces of a period."""

    table: str
    condition: str


def pieces(period: Period, months: Months, bind: Binder, only: int | None = None) -> tuple[Piece, ...]:
    """The pieces of ``period``, or of its month ``only``; one without rows where no month of it holds posts."""
    alike: dict[tuple[bool, bool, bool, bool], list[str]] = {}
    for start in _months(period):
        month = number(start)
        if month in months.earliest and only in (None, month):
            whole = start >= period.start and _ends(start) <= period.end
            unsettled = month in months.unsettled
            expiring = months.earliest[month] <= months.now
            kind = (unsettled, unsettled or month in months.holed, expiring, whole)
            alike.setdefault(kind, []).append(str(month))
    found: list[Piece] = []
    for (unsettled, holed, expiring, whole), names in alike.items():
        conditions = [in_months(names, bind)]
        if not whole:
            conditions.append(within(period.start, period.end, bind))
        if holed:
            conditions.append("gone = 0")
        if expiring:
            conditions.append(f"keep_until > toDateTime({bind(months.now, 'UInt32')}, 'UTC')")
        found.append(Piece("posts FINAL" if unsettled else "posts", " AND ".join(conditions)))
    return tuple(found) or (Piece("posts", "0"),)


def in_months(names: Sequence[str], bind: Binder) -> str:
    """The condition of whole months (YYYYMM).

    A hint is enough: a part holds rows of one month alone, so that the engine reads all of it or nothing. Asked of each
    row, the same condition takes longer than counting.
    """
    return f"indexHint(_partition_id IN {bind(list(names), 'Array(String)')})"


def within(start: datetime, end: datetime, bind: Binder) -> str:
    """The condition of a span of time, ``start`` included, ``end`` not; whole quarters of an hour are read narrowly."""
    first, last = bind(moment(start), "String"), bind(moment(end), "String")
    exact = f"published_at >= toDateTime64({first}, 3, 'UTC') AND published_at < toDateTime64({last}, 3, 'UTC')"
    if start.timestamp() % QUARTER or end.timestamp() % QUARTER:
        return exact
    quarters = [bind(int(bound.timestamp()) // QUARTER, "Int64") for bound in (start, end)]
    return f"indexHint({exact}) AND quarter >= {quarters[0]} AND quarter < {quarters[1]}"


def moment(value: datetime) -> str:
    """A UTC datetime as the engine reads it, to the millisecond."""
    return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"


def number(month: date) -> int:
    """The month as the table's partitions are named: YYYYMM."""
    return month.year * 100 + month.month


def _touches(month: int, period: Period) -> bool:
    return number(period.start) <= month <= number(period.end - timedelta(microseconds=1))


def _months(period: Period) -> list[datetime]:
    months = [period.start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)]
    while _ends(months[-1]) < period.end:
        months.append(_ends(months[-1]))
    return months


def _ends(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
