"""When a city talks: the share of a week's posts that falls on each hour, in local time.

Ho Chi Minh City is at UTC+7 all year, so that hours can be reckoned without a calendar.
"""

from __future__ import annotations

HOUR = 3600
UTC_OFFSET_HOURS = 7
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0

_HOURS = (14, 8, 5, 4, 5, 13, 34, 58, 62, 56, 54, 60, 68, 56, 48, 50, 58, 74, 82, 88, 96, 92, 66, 32)
_DAYS = (1.04, 1.0, 1.0, 1.02, 1.08, 0.94, 0.92)
_MEAN = sum(_HOURS) / 24 * sum(_DAYS) / 7


def liveliness(slot: int) -> float:
    """How much the city talks in the hour ``slot`` (hours since 1970 in UTC), against an average hour, which is 1."""
    local = slot + UTC_OFFSET_HOURS
    return _HOURS[local % 24] * _DAYS[(local // 24 + _EPOCH_WEEKDAY) % 7] / _MEAN


def local_midnight(second: int) -> int:
    """The last local midnight at or before ``second`` (both since 1970 in UTC)."""
    offset = UTC_OFFSET_HOURS * HOUR
    return (second + offset) // (24 * HOUR) * (24 * HOUR) - offset
