"""Writing: how numbers and times are written for people, in Vietnamese (*vi*) and English (*en*)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from civicbeat.records.period import CITY_ZONE

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SWAPPED = str.maketrans(",.", ".,")


def grouped(value: float, places: int, language: str) -> str:
    """*1.234,5* in Vietnamese and *1,234.5* in English (Django's Vietnamese formats do not group)."""
    english = f"{value:,.{places}f}"
    return english if language == "en" else english.translate(_SWAPPED)


def written_moment(value: datetime, language: str) -> str:
    """A time on the city's clock: *21:05, 22/11/2026* or *22 Nov 2026, 21:05*."""
    local = value.astimezone(ZoneInfo(CITY_ZONE))
    if language == "en":
        return f"{written_day(local, language)}, {local:%H:%M}"
    return f"{local:%H:%M, %d/%m/%Y}"


def written_day(value: date | datetime, language: str) -> str:
    """A day, a moment's in the city: *22/11/2026* or *22 Nov 2026*."""
    local = value.astimezone(ZoneInfo(CITY_ZONE)) if isinstance(value, datetime) else value
    if language == "en":
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local:%d/%m/%Y}"


def written_month(value: date, language: str) -> str:
    """A month: *11/2026* or *Nov 2026*."""
    return f"{_MONTHS[value.month - 1]} {value.year}" if language == "en" else f"{value:%m/%Y}"
