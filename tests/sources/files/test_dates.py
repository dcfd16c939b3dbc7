"""Dates: every form people's files have; what cannot be read is never guessed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicbeat.sources.files.dates import FORMS, guess_form, reader

ZONE = "Asia/Ho_Chi_Minh"
LOCAL = datetime(2025, 3, 14, 1, 15, tzinfo=UTC)  # 08:15 in Ho Chi Minh City
DAY = datetime(2025, 3, 13, 17, 0, tzinfo=UTC)  # midnight there

WRITTEN = [
    ("iso", "2025-03-14T08:15:00", LOCAL),
    ("iso", "2025-03-14 08:15", LOCAL),
    ("iso", "2025-03-14T01:15:00Z", LOCAL),
    ("iso", "2025-03-14T08:15:00.000+07:00", LOCAL),
    ("iso", "2025-03-14 08:15:00 +0700", LOCAL),
    ("iso", "2025-03-14 01:15:00 UTC", LOCAL),
    ("iso", "2025/3/14 08:15", LOCAL),
    ("iso", "2025-03-14", DAY),
    ("day-first", "14/03/2025 08:15", LOCAL),
    ("day-first", "14/3/2025, 08:15:00", LOCAL),
    ("day-first", "14.03.2025 08:15", LOCAL),
    ("day-first", "14-03-2025", DAY),
    ("day-first", "08:15 14/03/2025", LOCAL),
    ("day-first", "8h15 ngày 14/3/2025", LOCAL),
    ("day-first", "Thứ sáu, 14/3/2025, 08:15 (GMT+7)", LOCAL),
    ("day-first", "14/03/25 8:15 SA", LOCAL),
    ("month-first", "03/14/2025 08:15 AM", LOCAL),
    ("month-first", "3/14/25", DAY),
    ("epoch-seconds", "1741914900", LOCAL),
    ("epoch-seconds", 1741914900, LOCAL),
    ("epoch-milliseconds", 1741914900000, LOCAL),
    ("epoch-microseconds", "1741914900000000", LOCAL),
    ("vietnamese", "14 Tháng 3, 2025 lúc 08:15", LOCAL),
    ("vietnamese", "Thứ Sáu, ngày 14 tháng 3 năm 2025 08:15", LOCAL),
    ("vietnamese", "14 thg 3, 2025", DAY),
    ("english", "March 14, 2025 8:15 AM", LOCAL),
    ("english", "Friday, March 14, 2025 at 8:15 am", LOCAL),
    ("english", "14 Mar 2025 08:15", LOCAL),
    ("english", "14th March 2025", DAY),
    ("twitter", "Fri Mar 14 01:15:00 +0000 2025", LOCAL),
    ("rfc-2822", "Fri, 14 Mar 2025 01:15:00 GMT", LOCAL),
    ("rfc-2822", "14 Mar 2025 08:15:00 +0700", LOCAL),
    ("compact", "20250314", DAY),
    ("compact", 20250314081500, LOCAL),
    ("excel", 45730.34375, LOCAL),
    ("excel", "45730", DAY),
]


@pytest.mark.parametrize(("form", "value", "moment"), WRITTEN)
def test_a_written_date_is_read_and_its_form_found(form, value, moment):
    assert reader(form, ZONE)(value) == moment
    assert reader(guess_form([value] * 3, ZONE).form, ZONE)(value) == moment


def test_every_form_has_an_example():
    assert {form for form, *_ in WRITTEN} == set(FORMS)


def test_real_timestamps_are_read_by_any_form():
    for form in FORMS:
        assert reader(form, ZONE)(LOCAL) == LOCAL
        assert reader(form, ZONE)(datetime(2025, 3, 14, 8, 15)) == LOCAL
        assert reader(form, ZONE)(date(2025, 3, 14)) == DAY


def test_the_whole_sample_decides_between_day_and_month():
    assert guess_form(["03/04/2025", "05/06/2025", "04/25/2025"], ZONE).form == "month-first"
    assert guess_form(["03/04/2025", "05/06/2025", "25/04/2025"], ZONE).form == "day-first"
    doubtful = guess_form(["03/04/2025", "05/06/2025"], ZONE)
    assert doubtful.form == "day-first"
    assert "cannot be told apart" in doubtful.why


def test_a_late_value_still_decides():
    assert guess_form(["03/04/2025"] * 500 + ["04/25/2025"], ZONE).form == "month-first"


@pytest.mark.parametrize("value", ["", "hôm qua", "31/02/2025", "2025-13-01", "99999999999999999", None, True, [], "0"])
def test_what_is_no_date_is_none(value):
    assert all(reader(form, ZONE)(value) is None for form in FORMS)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.binary(), st.none()))
def test_no_value_breaks_a_reader(value):
    for form in FORMS:
        moment = reader(form, ZONE)(value)
        assert moment is None or (moment.tzinfo is UTC and 1970 <= moment.year < 2100)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_iso_comes_back_as_it_was(moment):
    assert reader("iso", ZONE)(moment.isoformat()) == moment
