"""What drove a rise is told by ids, and by phrases that many use; a story's text is not read for it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.store.making import batch
from tests.web import city

from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import CITY_ZONE, Grain, floor
from civicbeat.records.post import post_id

SAID = ("Chuyện phường", "Triều cường dâng")
LATELY = ("hôm nay", "chiều nay", "mới đây", "hồi nãy", "tối nay", "lúc này", "giờ đây")
OPINIONS = ("nghe lạ quá", "ai biết kể với", "sao vậy ta", "mà chưa rõ", "được lắm nha", "hay ghê luôn")


def rows(end):
    """Every evening hour of eight days some talk, and in the last one much more of floods."""
    for day in range(8):
        for n in range(400 if day == 7 else 40):
            yield {
                "id": post_id("test.cause", f"{day}-{n}"),
                "source": "test.cause",
                "published_at": end - timedelta(days=7 - day, minutes=50) + timedelta(seconds=5 * n),
                "author": 9_000 + n,
                "themes": ["flooding"] if n > 20 else ["power"],
                "text": f"{SAID[n > 20 and day == 7]} {LATELY[n % 7]} {OPINIONS[n % 6]}",
            }


@pytest.fixture(scope="module")
def end():
    return floor(city.moment(), Grain.HOUR)


@pytest.fixture(scope="module")
def running(running, end):
    running.store.write(batch(rows(end)), token="causes")
    running.store.roll_up()
    return running


def test_a_rise_is_taken_apart(ask, end):
    span = [f"{at.astimezone(ZoneInfo(CITY_ZONE)):%Y-%m-%dT%H:%M}" for at in (end - timedelta(hours=1), end)]
    said = ask("causes", **{"from": span[0], "to": span[1]}, f="source:test.cause")
    flooding = next(each for each in said["driven_by"] if each["kind"] == "theme")
    assert flooding["value"] == "flooding"
    assert flooding["low"] <= flooding["times"] <= flooding["high"]
    assert said["drivers"]["estimate"] > 3
    assert said["whose"]["origin"] == "organic"
    phrase = next(each for each in said["driven_by"] if each["kind"] == "phrase")
    assert phrase["value"] == "triều cường dâng"
    assert phrase["posts"] >= 10 * (phrase["usual"] + 1)
    assert "Triều" not in str(said)
    assert {entry.action for entry in Entry.objects.all()} == {"ask"}


def test_where_few_people_speak_nothing_is_told(ask):
    said = ask("causes", q="vàiba")
    assert said["drivers"]["refused"]
    assert said["whose"] is None
