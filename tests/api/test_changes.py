"""A change and its parts are those of the console."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from tests.web import city

from civicbeat.records.period import CITY_ZONE
from civicbeat.records.post import ENRICHED

SINCE = (city.moment() - timedelta(hours=70)).astimezone(ZoneInfo(CITY_ZONE)).isoformat()[:16]
"""Both this long and the time before it were heard."""


@pytest.fixture(scope="module")
def running(running):
    """The city, more posts before, so that enough people are negative in both periods, and a night of complaints."""
    before = city.posts(city.moment() - timedelta(hours=72), 60, first=7_000, every=60)
    running.store.write(before, token="before")
    rows = city.posts(city.moment(), 150, first=5_000, every=5).to_pylist()
    risen = [{**row, "themes": ["flooding"], "sentiment": "negative"} for row in rows]
    running.store.write(pa.RecordBatch.from_pylist(risen, schema=ENRICHED), token="risen")
    return running


def test_parts_and_rest_add_up(ask):
    said = ask("changes", by="theme", **{"from": SINCE})
    finding = said["finding"]
    assert finding["estimate"] == said["total"]["change"]["value"]
    parts = [*said["parts"], said["rest"]]
    assert sum(part["change"]["value"] for part in parts) == pytest.approx(finding["estimate"])
    assert {part["value"] for part in said["parts"]} <= {"flooding", "waste", None}
    assert all(part["volume"] is None for part in parts)


def test_negative_posts_change_by_volume_and_by_rate(ask):
    said = ask("changes", posts="negative", **{"from": SINCE})
    assert said["total"]["rate"]["low"] <= said["total"]["rate"]["value"] <= said["total"]["rate"]["high"]


def test_it_is_compared_with_the_period_just_before_or_another(ask):
    said = ask("changes", span="7d")
    assert said["compared_to"] == said["about"]["start"]
    other = ask("changes", span="7d", versus="2026-01-05")
    assert other["compared_from"] == "2026-01-05T00:00:00+07:00"
    spans = [datetime.fromisoformat(other[name]) for name in ("compared_from", "compared_to")]
    assert (spans[1] - spans[0]).days == 7


def test_where_nothing_was_said_it_is_refused(ask):
    said = ask("changes", q="khôngaiviếttừnày")
    assert said["finding"]["refused"]
    assert (said["parts"], said["rest"], said["total"]) == ([], None, None)
