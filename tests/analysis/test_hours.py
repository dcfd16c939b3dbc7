"""Hours of the week are those of the place, and a holiday is a day of its own."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from civicbeat.analysis.hours import HERE, HOLIDAY, SLOTS, Hours


def moment(text, zone="Asia/Ho_Chi_Minh"):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("2026-03-02T00:00", 0),
        ("2026-03-02T00:59", 0),
        ("2026-03-08T23:30", 6 * 24 + 23),
        ("2026-02-17T09:00", HOLIDAY * 24 + 9),
        ("2026-04-30T00:00", HOLIDAY * 24),
        ("2025-09-02T23:59", SLOTS - 1),
    ],
)
def test_the_hours_of_vietnam_know_tet_and_the_national_days(text, slot):
    assert HERE.slot(moment(text)) == slot


def test_a_country_is_a_choice():
    assert Hours(country="").slot(moment("2026-02-17T09:00")) == 24 + 9


def test_clocks_that_change_are_followed():
    hours = Hours("Europe/Berlin", "")
    before, after = moment("2026-03-28T08:00", "Europe/Berlin"), moment("2026-03-29T08:00", "Europe/Berlin")
    assert after - before == 23 * 3600
    assert hours.slot(after) - hours.slot(before) == 24
