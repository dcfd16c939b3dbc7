"""When a model was silent: a gap with its sentence on every page that rests on it, and nothing on the others."""

import json
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from tests.switching import was_silent
from tests.web import city
from tests.web.test_kept import running  # noqa: F401  # a fixture: enough is said each day to tell its shares

from civicbeat.records.period import CITY_ZONE, Grain, floor


@pytest.fixture
def silent(running, person):  # noqa: F811
    """Themes and sentiments were off for two of the city's days, before the last week."""
    start = floor(city.moment().astimezone(ZoneInfo(CITY_ZONE)), Grain.DAY) - timedelta(days=12)
    for model in ("themes", "sentiment"):
        was_silent(model, start, start + timedelta(days=2))
    return start


def part(client, address):
    response = client.get(address, headers={"HX-Request": "true"})
    assert response.status_code == 200, address
    return unescape(response.content.decode())


SAID = {"en": "That is missing, not zero.", "vi": "Đó là thiếu, không phải bằng không."}
RESTS = (
    "volume?f=theme:flooding",
    "volume?q=theme:flooding",
    "volume?f=sentiment:negative",
    "brush?f=theme:flooding",
    "compare?f=theme:flooding&span=7d",
    "spread?span=30d",
    "feeling?span=30d",
    "feeling-over-time?span=30d",
    "trend-24h-usual?f=theme:flooding&span=30d",
    "themes?span=30d",
)


@pytest.mark.parametrize("panel", RESTS)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_page_says_when_the_model_was_silent(silent, person, panel, language):
    from tests.web.conftest import signed_in  # noqa: PLC0415

    told = part(signed_in(person, language), f"/panel/{panel}")
    assert SAID[language] in told
    assert {"en": "the model “", "vi": "mô hình “"}[language] in told


@pytest.mark.parametrize("panel", ["volume?span=30d", "brush?q=ngập", "sources?span=30d", "compare?span=7d"])
def test_what_rests_on_no_model_is_as_it_was(silent, english, panel):
    told = part(english, f"/panel/{panel}")
    assert SAID["en"] not in told
    assert "not read" not in told


def test_the_days_are_missing_in_the_table_and_hatched_in_the_chart(silent, english):
    told = part(english, "/panel/volume?f=theme:flooding&span=30d")
    assert told.count('<td class="num">not read</td>') == 2
    assert "not read, as the model was switched off: Themes" in told
    [spec] = re.findall(r'<script id="spec-volume" type="application/json">(.*?)</script>', told)
    rows = [layer["data"]["values"] for layer in json.loads(spec)["layer"] if "values" in layer.get("data", {})]
    drawn = [row["from"][:10] for values in rows for row in values if "posts" in row]
    unread = [f"{(silent + timedelta(days=n)).astimezone(ZoneInfo(CITY_ZONE)):%Y-%m-%d}" for n in (0, 1)]
    assert not set(drawn) & set(unread), "neither a bar nor the ring of what is hidden"
    other = part(english, "/panel/volume?span=30d")
    assert '<td class="num">not read</td>' not in other


def test_what_is_compared_with_a_silence_says_so(silent, english):
    """The silence lies in the other period alone."""
    told = part(english, "/panel/compare?f=theme:flooding&span=7d")
    assert "not read" in told
    assert SAID["en"] in told
    change = part(english, "/panel/change-posts-theme?span=7d")
    assert "was switched off for" in change


def test_a_chart_of_all_themes_draws_nothing_there(silent, english):
    told = part(english, "/panel/spread?span=30d")
    assert told.count("not read</td>") == 2 * told.count('<tr><th scope="row">')


def test_programs_are_told_null_and_the_gap(silent, english):
    params = {"reason": "Máy bơm", "by": "day", "f": "theme:flooding", "span": "30d"}
    said = english.get("/api/v1/figures", params).json()
    missing = [row for row in said["rows"] if row["figures"]["posts"] is None and not row["hidden"]]
    assert len(missing) == 2
    [gap] = [gap for gap in said["gaps"] if gap["reason"] == "model-off"]
    assert gap["source"] == "themes"
    plain = english.get("/api/v1/figures", params | {"f": "source:test.forum"}).json()
    assert not [gap for gap in plain["gaps"] if gap["reason"] == "model-off"]
    assert not [row for row in plain["rows"] if row["figures"]["posts"] is None and not row["hidden"]]


def test_sentiments_over_time_have_a_gap_where_those_of_the_whole_cannot_be_told(silent, english):
    told = part(english, "/panel/feeling-over-time?span=30d")
    assert "was switched off for" not in told, "two days of thirty are less than a tenth"
    span = f"from={silent - timedelta(days=2):%Y-%m-%d}&to={silent + timedelta(days=4):%Y-%m-%d}"
    told = part(english, f"/panel/feeling-over-time?{span}")
    assert "was switched off for" in told
    assert told.count("not read</td>") == 2
    assert told.count(" %)</td>") >= 3 * 4, "the days that were read are told"


def test_what_is_refused_is_not_offered_to_be_kept(silent, english, topic):
    assert "/kept/new" not in part(english, f"/panel/change-posts-theme?span=7d&topic={topic.pk}")


def test_an_effect_says_so(silent, english):
    decided = (city.moment() - timedelta(days=5)).date()
    told = part(english, f"/impact/effect?span=30d&decided={decided}&what=theme:flooding&outcome=posts")
    assert SAID["en"] in told
    told = part(english, f"/impact/effect?span=30d&decided={decided}&what=all&outcome=posts")
    assert SAID["en"] not in told
