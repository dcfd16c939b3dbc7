"""Dates: the forms that well-kept feeds write, read without trying every form there ever was.

feedparser, which tries them all, learns here to read *GMT+7*, which Vietnamese newspapers write and no standard knows.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta, timezone

import feedparser

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC_822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (" + "|".join(_MONTHS) + r") (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:GMT|UTC|Z|(?:GMT)?([+-])(\d\d):?(\d\d)|GMT([+-])(\d{1,2}))",
    re.ASCII,
)
_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_LOOSE_ZONE = re.compile(r"GMT[+-]\d{1,2}$", re.ASCII)


def moment(text: str) -> datetime | None:
    """The moment in RFC 822 (with a year of four digits) or ISO 8601, to the second, in UTC; else ``None``."""
    try:
        if found := _RFC_822.fullmatch(text):
            day, month, year, hour, minute, second, *zone = found.groups()
            local = (int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
            return datetime(*local, tzinfo=_zone(*zone)).astimezone(UTC)
        if _ISO_8601.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return None


def _zone(sign: str | None, hours: str | None, minutes: str | None, loose: str | None, few: str | None) -> timezone:
    apart = timedelta(hours=int(hours or few or 0), minutes=int(minutes or 0))
    return timezone(-apart if (sign or loose) == "-" else apart) if apart else UTC


def _loose(text: str) -> time.struct_time | None:
    found = moment(text) if _LOOSE_ZONE.search(text) else None
    return found.utctimetuple() if found else None


feedparser.registerDateHandler(_loose)
