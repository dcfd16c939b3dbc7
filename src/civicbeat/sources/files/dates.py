"""Dates: the ways in which files write a moment, and how to tell which one a column uses.

A *form* is one way; a column has one form, chosen from all of its sample so that 03/04/2025 is read like its
neighbours. Moments without a zone are read in the mapping's. What cannot be read is ``None``, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Reader = Callable[[object], datetime | None]

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_CLOCK = (
    r"(\d{1,2})\s*(?:[:h]|giờ|gio)\s*(\d{2})?(?:\s*:(\d{2})(?:[.,]\d+)?)?\s*(am|pm|sa|ch)?\s*(z|utc|[+-]\d{2}:?\d{2})?"
)
_JOIN = r"(?:\s*[,t-]?\s*(?:lúc|luc|vào|at|-)?\s*)"
_DAY = r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})"
_WEEKDAY = r"(?:(?:thứ|chủ)\s+\w+\s*,?\s*|[a-z]{3,9},?\s+)?(?:ngày\s+)?"
_ZONE_TAIL = r"(?:\s*\(?(?:gmt|utc)?\s*([+-]\d{1,2}(?::?\d{2})?)?\)?)?"

_NUMBERS = re.compile(rf"{_WEEKDAY}{_DAY}(?:{_JOIN}{_CLOCK})?{_ZONE_TAIL}$", re.IGNORECASE)
_CLOCK_FIRST = re.compile(rf"{_CLOCK}{_JOIN}(?:ngày\s+)?{_DAY}$", re.IGNORECASE)
_VIETNAMESE = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})\s*(?:tháng|thg)\s*(\d{{1,2}})\s*(?:,|năm)?\s*(\d{{4}})(?:{_JOIN}{_CLOCK})?$", re.IGNORECASE
)
_ENGLISH_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+([a-z]{{3,9}})\.?,?[\s-]+(\d{{4}})(?:{_JOIN}{_CLOCK})?$",
    re.IGNORECASE,
)
_ENGLISH_MONTH_FIRST = re.compile(
    rf"(?:[a-z]{{6,9}},\s+)?([a-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?:{_JOIN}{_CLOCK})?$",
    re.IGNORECASE,
)
_TWITTER = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})$")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_FIRST_LOOK = 20
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a serial number has no zone; the mapping's is given to it


@dataclass(frozen=True, slots=True)
class DateGuess:
    """The form of a column's dates, the share of its values that it reads, and why it was chosen."""

    form: str
    share: float
    why: str


@lru_cache(maxsize=64)
def reader(form: str, zone: str) -> Reader:
    """A function from a value to its moment in UTC, or ``None``. ``form`` is one of ``FORMS``."""
    parse, tz = FORMS[form], ZoneInfo(zone)

    def read(value: object) -> datetime | None:
        try:
            moment = value if isinstance(value, datetime) else _of_day(value) or parse(value)
            if moment is None:
                return None
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            return None
        return moment if EARLIEST <= moment < LATEST else None

    return read


def guess_form(values: Sequence[object], zone: str) -> DateGuess | None:
    """The form that reads most of ``values`` (empty ones left out), or ``None`` when none reads half of them."""
    given = [value for value in values if value not in ("", None)]
    if not given:
        return None
    shares = {form: _share_read(form, zone, given) for form in FORMS}
    best = max(FORMS, key=lambda form: shares[form])
    if shares[best] < 0.5:
        return None
    if {best, _rival(best)} == {"day-first", "month-first"} and shares[best] == shares[_rival(best)]:
        return DateGuess("day-first", shares[best], "day and month cannot be told apart; read as day first")
    return DateGuess(best, shares[best], f"reads {shares[best]:.0%} of the sample as {best}")


def _share_read(form: str, zone: str, values: Sequence[object]) -> float:
    read = reader(form, zone)
    if all(read(value) is None for value in values[:_FIRST_LOOK]):
        return 0.0
    return sum(read(value) is not None for value in values) / len(values)


def _rival(form: str) -> str:
    return {"day-first": "month-first", "month-first": "day-first"}.get(form, "")


def _of_day(value: object) -> datetime | None:
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _iso(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text[:4].isdecimal() and len(text) >= 8 and not text.isdecimal():
        text = text.removesuffix(" UTC") + ("+00:00" if text.endswith(" UTC") else "")
        return datetime.fromisoformat(_iso_like(text))
    return None


def _iso_like(text: str) -> str:
    """``2025/3/4 08:15`` and ``2025-03-04 08:15:00 +0700`` as the standard has them."""
    if text[4] != "-":
        text = _YEAR_FIRST.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text, count=1)
    head, blank, zone = text.rpartition(" ")
    return head + zone if blank and zone[:1] in "+-" and len(head) > 10 else text


def _epoch(lowest: float, unit: float) -> Callable[[object], datetime | None]:
    def read(value: object) -> datetime | None:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        number = float(value)
        return datetime.fromtimestamp(number / unit, UTC) if lowest <= number < lowest * 100 else None

    return read


def _excel(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    days = float(value)
    return _EXCEL_EPOCH + timedelta(days=days) if 25_570 <= days < 73_051 else None


def _compact(value: object) -> datetime | None:
    text = str(value).strip()
    if not text.isdecimal() or len(text) not in (8, 12, 14):
        return None
    return datetime(  # noqa: DTZ001  # the caller gives it its zone
        int(text[:4]), int(text[4:6]), int(text[6:8]), int(text[8:10] or 0), int(text[10:12] or 0), int(text[12:] or 0)
    )


def _numbers(*, day_first: bool) -> Callable[[object], datetime | None]:
    def read(value: object) -> datetime | None:
        if not isinstance(value, str):
            return None
        text = value.strip()
        if found := _NUMBERS.match(text):
            first, second, year, *clock, tail = found.groups()
        elif found := _CLOCK_FIRST.match(text):
            *clock, first, second, year = found.groups()
            tail = None
        else:
            return None
        day, month = (first, second) if day_first else (second, first)
        return _moment(int(year), int(month), int(day), clock, tail)

    return read


def _vietnamese(value: object) -> datetime | None:
    found = _VIETNAMESE.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    day, month, year, *clock = found.groups()
    return _moment(int(year), int(month), int(day), clock)


def _english(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if found := _ENGLISH_DAY_FIRST.match(text):
        day, month, year, *clock = found.groups()
    elif found := _ENGLISH_MONTH_FIRST.match(text):
        month, day, year, *clock = found.groups()
    else:
        return None
    return _moment(int(year), _MONTHS.get(month[:3].lower(), 0), int(day), clock)


def _rfc_2822(value: object) -> datetime | None:
    return parsedate_to_datetime(value) if isinstance(value, str) and ":" in value and value[:1].isalnum() else None


def _twitter(value: object) -> datetime | None:
    found = _TWITTER.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    month, day, hour, minute, second, zone, year = found.groups()
    return _moment(int(year), _MONTHS.get(month.lower(), 0), int(day), [hour, minute, second, None, zone])


def _moment(year: int, month: int, day: int, clock: Sequence[str | None], tail: str | None = None) -> datetime:
    hour, minute, second, half, zone = clock
    hours = int(hour or 0)
    if half and half.lower() in ("pm", "ch") and hours < 12:
        hours += 12
    if half and half.lower() in ("am", "sa") and hours == 12:
        hours = 0
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    naive = datetime(year, month, day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001  # its zone follows
    offset = zone or tail
    return naive.replace(tzinfo=datetime.strptime(_offset(offset), "%z").tzinfo) if offset else naive


def _offset(text: str) -> str:
    if text.lower() in ("z", "utc"):
        return "+0000"
    digits = text[1:].replace(":", "")
    return text[0] + (digits if len(digits) == 4 else digits.zfill(2) + "00")


FORMS: dict[str, Callable[[object], datetime | None]] = {
    "iso": _iso,
    "day-first": _numbers(day_first=True),
    "month-first": _numbers(day_first=False),
    "epoch-seconds": _epoch(1e8, 1),
    "epoch-milliseconds": _epoch(1e11, 1e3),
    "epoch-microseconds": _epoch(1e14, 1e6),
    "vietnamese": _vietnamese,
    "english": _english,
    "twitter": _twitter,
    "rfc-2822": _rfc_2822,
    "compact": _compact,
    "excel": _excel,
}
"""Every form by name, the likelier first. Columns that hold real timestamps (Parquet) are read by any of them."""
