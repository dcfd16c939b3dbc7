"""Numbers and times as people of both languages write them."""

from datetime import UTC, date, datetime

from civicbeat.records.writing import grouped, written_day, written_moment, written_month

LATE = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)  # the next day in the city


def test_each_language_has_its_own_signs():
    assert (grouped(1234.5, 1, "en"), grouped(1234.5, 1, "vi")) == ("1,234.5", "1.234,5")


def test_times_are_those_of_the_city():
    assert (written_moment(LATE, "en"), written_moment(LATE, "vi")) == ("23 Nov 2026, 01:05", "01:05, 23/11/2026")
    assert (written_day(LATE, "en"), written_day(LATE, "vi")) == ("23 Nov 2026", "23/11/2026")
    assert written_day(date(2026, 1, 2), "vi") == "02/01/2026"
    assert (written_month(date(2026, 1, 2), "en"), written_month(date(2026, 1, 2), "vi")) == ("Jan 2026", "01/2026")
