"""Hours: which hour of the week a moment is. A public holiday is a day of its own, the eighth of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

HOLIDAY = 7
"""Where a holiday stands among the days of a week; Monday is 0."""
SLOTS = (HOLIDAY + 1) * 24
_QUARTER = 900


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a place.

    Attributes:
        zone: IANA name of the time zone.
        country: ISO 3166 code of the country whose public holidays are kept, Tết and substituted days among them;
            ``""`` for none.
    """

    zone: str = "Asia/Ho_Chi_Minh"
    country: str = "VN"

    def slot(self, moment: int) -> int:
        """The hour, 0 to ``SLOTS`` − 1, of ``moment`` (seconds since 1970); 0 is Monday from 0:00 to 1:00 there.

        >>> Hours().slot(1_771_290_000)  # 17 February 2026, 8:00 in Vietnam: the first day of Tết
        176
        >>> Hours(country="").slot(1_771_290_000)  # a Tuesday
        32
        """
        return _slot(self.zone, self.country, moment // _QUARTER)


HERE = Hours()
"""Those of Vietnam."""


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _holidays(country: str) -> HolidayBase:
    return country_holidays(country)


@lru_cache(maxsize=50_000)
def _slot(zone: str, country: str, quarter: int) -> int:
    here = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(_zone(zone))
    rests = bool(country) and here.date() in _holidays(country)
    return (HOLIDAY if rests else here.weekday()) * 24 + here.hour
