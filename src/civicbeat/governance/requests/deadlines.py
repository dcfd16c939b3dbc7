"""Deadlines: by when a request is acknowledged and done, and an incident reported.

Read from Vietnam's Decree 356/2025/NĐ-CP, article 5 (acknowledged in two working days; looked at and corrected in 10
days, objection in 15, erasure in 20; prolonged once, by 15 days at most) and GDPR, articles 12(3) (a month) and 33
(72 hours); where they differ, the shorter one holds here. Counsel of the institution must confirm them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from holidays import HolidayBase, country_holidays

from civicbeat.governance.requests.wishes import Wish

COUNTRY = "VN"
DONE_WITHIN: Mapping[Wish, timedelta] = MappingProxyType(
    {
        Wish.SEE: timedelta(days=10),
        Wish.CORRECT: timedelta(days=10),
        Wish.OBJECT: timedelta(days=15),
        Wish.ERASE: timedelta(days=15),
    }
)
LONGER = timedelta(days=15)
"""How much longer a request may take, once, if the person is told why."""
ACKNOWLEDGED_WITHIN = 2
"""Working days; in fact whoever asks has the number of the request at once."""
REPORTED_WITHIN = timedelta(hours=72)
"""After an incident was noticed."""
CONTACT_KEPT = timedelta(days=30)
"""How long after a request was closed what the person wrote, and how to reach them, is kept."""
KEPT = timedelta(days=90)
"""How long after a request was closed its answer can be read: as long as a complaint may be made (Law on Complaints,
article 9). After that nothing of it is left but what is counted."""


def is_working(day: date) -> bool:
    """Whether offices are open: Monday to Friday, no public holiday, and no day off in place of one."""
    return day.weekday() < 5 and day not in _holidays()


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``."""
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def decide_by(due: date) -> date:
    """The last working day that is not after ``due``: nobody decides on a holiday."""
    while not is_working(due):
        due -= timedelta(days=1)
    return due


@cache
def _holidays() -> HolidayBase:
    return country_holidays(COUNTRY)
