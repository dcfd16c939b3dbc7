"""Periods are half-open, aware, and cut into the cells of the city's clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.records.errors import BadPeriod
from civicbeat.records.period import Grain, Period, day_start, floor, local_day, today

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(days=90))


def test_days_are_the_citys_days():
    period = Period.of_days(date(2026, 3, 1), date(2026, 3, 2))
    assert period.start == datetime(2026, 2, 28, 17, tzinfo=UTC)
    assert period.length == timedelta(days=2)


def test_the_end_is_outside():
    period = Period.of_days(date(2026, 3, 1), date(2026, 3, 1))
    assert period.contains(period.start)
    assert not period.contains(period.end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2)),
        (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
        (datetime(2026, 1, 3, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
    ],
)
def test_what_cannot_be_meant_is_refused(start, end):
    with pytest.raises(BadPeriod) as caught:
        Period(start, end)
    assert caught.value.do


@given(MOMENTS, LENGTHS, st.sampled_from(Grain))
def test_cells_cover_the_period_without_overlap(start, length, grain):
    period = Period(start, start + length)
    cells = list(period.cells(grain))
    assert cells == sorted(set(cells))
    assert cells[0] <= period.start < (cells[1] if len(cells) > 1 else period.end)
    assert cells[-1] < period.end
    assert all(floor(cell, grain) == cell for cell in cells)


def test_hours_follow_a_clock_that_is_put_back():
    period = Period(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC), "Europe/Berlin")
    assert [cell.astimezone(UTC).hour for cell in period.cells(Grain.HOUR)] == [22, 23, 0, 1, 2]


def test_weeks_start_on_monday_and_months_on_the_first():
    period = Period.of_days(date(2026, 11, 18), date(2027, 1, 3))
    assert all(cell.weekday() == 0 for cell in period.cells(Grain.WEEK))
    assert [cell.month for cell in period.cells(Grain.MONTH)] == [11, 12, 1]


def test_what_came_before_is_as_long():
    period = Period.of_days(date(2026, 3, 8), date(2026, 3, 14))
    assert period.before() == Period.of_days(date(2026, 3, 1), date(2026, 3, 7))


def test_today_is_the_citys_today():
    assert abs(today() - datetime.now(UTC).date()) <= timedelta(days=1)


@given(MOMENTS, st.sampled_from(["Asia/Ho_Chi_Minh", "America/Los_Angeles"]))
def test_a_moment_lies_in_its_day(moment, zone):
    day = local_day(moment, zone)
    assert day_start(day, zone) <= moment < day_start(day + timedelta(days=1), zone)
