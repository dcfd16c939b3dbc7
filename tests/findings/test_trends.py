"""Trends: a rise is told and a forecast is given, days where hours are too small, and refusals say why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.store.making import SCOPE, batch

from civicbeat.analysis.contract import Refusal
from civicbeat.findings.trend_words import so_far
from civicbeat.findings.trends import trend
from civicbeat.records.period import Grain, Period
from civicbeat.records.post import post_id
from civicbeat.store.question import Filter, Group, Question

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
DAYS = 52
THEME, SMALL_THEME, TINY = "flooding", "waste", "health"


def rows():
    """Two dozen an hour and a rise in the last two hours; a theme of one an hour; one of three people a day."""
    random = np.random.default_rng(3)
    for hour in range(24 * DAYS):
        at = END - timedelta(hours=24 * DAYS - hour)
        usual = 24 + 9 * np.sin(hour * 2 * np.pi / 24)
        rise = 6 if hour >= 24 * DAYS - 2 else 1
        spoken = {THEME: random.poisson(usual * rise), SMALL_THEME: 1, TINY: int(hour % 8 == 0)}
        for theme, posts in spoken.items():
            for n in range(posts):
                yield {
                    "id": post_id("test.one", f"{theme}-{hour}-{n}"),
                    "published_at": at + timedelta(seconds=13 * n),
                    "author": 1 + (hour * 7 + n) % 500,
                    "themes": [theme],
                }


@pytest.fixture(scope="module")
def store(opened):
    opened.store.write(batch(rows()), token="trends")
    opened.store.roll_up()
    return opened.store


def about(theme, days=7):
    period = Period(END - timedelta(days=days), END)
    return Question(scope=SCOPE, period=period, filters=(Filter(Group.THEME, (theme,)),))


def test_a_rise_goes_on_and_the_next_day_is_forecast(store):
    found = trend(store, about(THEME))
    [spike] = [each for each in found.spikes if each.end is None]
    assert END - timedelta(hours=4) <= spike.onset <= END - timedelta(hours=1)
    assert spike.ratio > 3
    assert found.series is found.hours
    assert found.forecast.expected.shape == (24,)
    assert 300 < found.forecast.estimate < 1_500
    assert found.forecast.past.inside > 0.8


def test_fewer_false_alarms_are_told_by_a_lower_rate(store):
    few, many = (trend(store, about(THEME), false_alarms=rate) for rate in (0.25, 20.0))
    assert len(few.spikes) < len(many.spikes)


def test_only_the_end_of_the_period_counts(store):
    week, day = (trend(store, about(THEME, days)) for days in (7, 1))
    assert week.forecast.estimate == day.forecast.estimate


def test_fourteen_days_ahead_are_days(store):
    found = trend(store, about(THEME), "14d")
    assert found.series.grain is Grain.DAY
    assert found.hours.grain is Grain.HOUR
    assert found.forecast.expected.shape == (14,)


def test_the_day_that_is_not_over_is_told_beside_its_forecast(store):
    found = trend(store, about(THEME), "14d")
    assert found.series.present.start == found.series.starts[-1] + timedelta(days=1)
    assert found.series.present.until == END
    said = sum(row["themes"] == [THEME] and row["published_at"] >= found.series.present.start for row in rows())
    assert abs(found.series.present.posts - said) <= 10
    assert "by 12:00 there were" in found.so_far.en
    assert "beyond" not in found.so_far.en
    assert trend(store, about(THEME)).so_far is None, "by the hour every whole hour is known"


def test_a_day_beyond_its_band_is_told_so():
    at = datetime(2026, 9, 20, 10, 3, tzinfo=UTC)
    assert "409 posts, already beyond the band of the whole day" in so_far(409, at, 60.8).en
    assert "409 bài đăng, đã vượt dải dự báo của cả ngày" in so_far(409, at, 60.8).vi
    assert "beyond" not in so_far(60, at, 60.8).en


def test_a_period_that_ends_with_a_day_has_no_day_that_is_not_over(store):
    midnight = datetime(2026, 9, 19, 17, tzinfo=UTC)
    asked = replace(about(THEME), period=Period(midnight - timedelta(days=7), midnight))
    found = trend(store, asked, "14d")
    assert found.series.present is None
    assert found.so_far is None


def test_where_hours_are_hidden_days_take_their_place(store):
    found = trend(store, about(SMALL_THEME))
    assert found.series.grain is Grain.DAY
    assert found.spikes == ()


def test_where_days_are_hidden_too_nothing_is_forecast(store):
    found = trend(store, about(TINY))
    assert found.forecast.reason == "hidden"
    assert "too few people" in found.forecast.sentence.en
    assert found.spikes == ()


def test_a_rise_of_few_people_is_not_shown(store):
    found = trend(store, about(SMALL_THEME), false_alarms=50.0)
    assert found.spikes == ()


def test_a_past_that_is_too_short_is_refused(store):
    early = Period(END - timedelta(days=DAYS), END - timedelta(days=DAYS - 1))
    found = trend(store, replace(about(THEME), period=early))
    assert isinstance(found.forecast, Refusal)
    assert found.forecast.reason == "too-short"
    assert found.bursts.reason == "too-short"
    assert found.spikes == ()


def test_nothing_at_all_is_refused(store):
    found = trend(store, about("transport"))
    assert isinstance(found.forecast, Refusal)
    assert isinstance(found.bursts, Refusal)
