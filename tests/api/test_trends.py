"""A forecast and rises come with their doubt, or say why there are none."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from tests.store.making import batch
from tests.web import city

from civicbeat.records.period import Grain, floor
from civicbeat.records.post import post_id

DAYS = 51


def rows(end):
    """A dozen or two an hour, and a rise in the last two whole hours."""
    for hour in range(24 * DAYS):
        for n in range((14 + hour % 5) * (12 if hour >= 24 * DAYS - 2 else 1)):
            yield {
                "id": post_id("test.trend", f"{hour}-{n}"),
                "source": "test.trend",
                "published_at": end - timedelta(hours=24 * DAYS - hour) + timedelta(seconds=11 * n),
                "author": 1_000 + (hour * 7 + n) % 500,
                "themes": ["power"],
            }


@pytest.fixture(scope="module")
def running(running):
    running.store.write(batch(rows(floor(city.moment(), Grain.HOUR))), token="trends")
    running.store.roll_up()
    return running


def test_a_rise_and_what_is_to_come(ask):
    said = ask("trends", f="theme:power", span="24h")
    [rise] = [each for each in said["rises"] if each["end"] is None]
    assert rise["low"] <= rise["times"] <= rise["high"]
    assert rise["times"] > 3
    assert said["bursts"]["estimate"] > 3
    assert len(said["ahead"]) == 24
    assert all(each["low"] <= each["posts"] <= each["high"] for each in said["ahead"])
    assert sum(each["posts"] for each in said["ahead"]) == pytest.approx(said["forecast"]["estimate"])
    assert 0.5 < said["reliability"]["inside"] <= 1
    starts = [datetime.fromisoformat(each["start"]) for each in (*said["past"], *said["ahead"])]
    assert {later - start for start, later in pairwise(starts)} == {timedelta(hours=1)}
    assert 23 <= len(said["past"]) <= 24


def test_farther_ahead_is_told_by_day(ask):
    said = ask("trends", f="theme:power", span="24h", ahead="14d")
    assert (said["grain"], len(said["ahead"])) == ("day", 14)


def test_where_few_people_speak_nothing_is_forecast(ask):
    said = ask("trends", q="vàiba")
    assert said["forecast"]["refused"]
    assert (said["ahead"], said["reliability"], said["rises"]) == ([], None, [])
