"""Trends: the page loads the panel its address asks for; rises lead to their cause; refusals are said."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils import translation
from tests.store.making import batch
from tests.web import city

from civicbeat.findings.wanted import Wanted
from civicbeat.records.period import CITY_ZONE
from civicbeat.records.post import post_id
from civicbeat.web import trends

DAYS = 44


def posts(now):
    """Six weeks of talk about buses, and, twelve hours ago, more of it, half of it in the same words."""
    random = np.random.default_rng(5)
    for hour in range(24 * DAYS):
        risen = 12 <= 24 * DAYS - hour <= 14
        for n in range(random.poisson(50 if risen else 13)):
            yield {
                "id": post_id("test.paper", f"bus-{hour}-{n}"),
                "source": "test.paper",
                "published_at": now - timedelta(hours=24 * DAYS - hour, minutes=n % 60),
                "collected_at": now,
                "text": "<b>Xe buýt</b> bỏ chuyến hoài" if risen and n % 2 else f"Xe buýt số {n} {hour}",
                "author": 9_000 + (hour * 31 + n) % 700,
                "themes": ["transport"],
                "places": ["vn.hcm", "vn.hcm.thu-duc"] if risen else ["vn.hcm"],
                "story": 5_151 if risen and n % 2 else 0,
            }


@pytest.fixture(scope="module")
def risen(running):
    running.store.write(batch(posts(city.moment())), token="buses")
    running.store.roll_up()


pytestmark = pytest.mark.usefixtures("risen")


def part(client, name, params):
    return client.get(f"/panel/{name}?{params}", headers={"HX-Request": "true"}).content.decode()


def test_the_page_asks_for_what_its_address_says(client):
    page = client.get("/trends?q=bus&ahead=14d&alarms=few&span=30d&f=theme:transport").content.decode()
    assert page.count("<h1") == 1
    assert "/panel/trend-14d-few?q=bus&amp;span=30d&amp;f=theme%3Atransport" in page
    assert '<input type="hidden" name="f" value="theme:transport">' in page
    assert "/panel/trend-24h-usual?" in client.get("/trends?ahead=1y&alarms=none").content.decode()


def test_a_rise_is_told_with_its_size_and_leads_to_its_cause(english):
    page = part(english, "trend-24h-usual", "span=7d&f=theme:transport")
    assert "Unusual rises" in page
    assert "are expected in the next 24 hours" in page
    assert "/panel/cause?from=" in page
    assert 'hx-target="#cause"' in page
    assert page.count("<caption>") == 2


def test_the_cause_names_place_and_words_but_nobody(english):
    start, end = (
        (city.moment() - timedelta(hours=hours)).astimezone(ZoneInfo(CITY_ZONE)).strftime("%Y-%m-%dT%H:00")
        for hours in (15, 11)
    )
    found = part(english, "cause", f"from={start}&to={end}&f=theme:transport")
    assert "Why it rose" in found
    assert "Thu Duc City" in found
    assert "hardly said before" in found
    assert "&lt;b&gt;Xe buýt" in found
    assert "<b>Xe" not in found


@pytest.mark.parametrize(("query", "wanted"), [("", '"xe buýt"'), ("a OR b", '(a OR b) AND "xe buýt"')])
def test_a_phrase_leads_to_its_posts(query, wanted):
    about, driver = SimpleNamespace(wanted=Wanted(query=query)), SimpleNamespace(kind="phrase", name="xe buýt")
    address = trends._posts(about, {("phrase", "xe buýt"): (None, "xe buýt")}, driver)
    assert parse_qs(urlsplit(address).query)["q"] == [wanted]
    with translation.override("vi"):
        assert trends._kind(None) == "Cụm từ"


def test_days_ahead_are_days(client):
    page = part(client, "trend-14d-usual", "span=30d&f=theme:transport")
    assert 'data-grain="day"' in page


def test_who_is_too_few_is_told_so(english):
    page = part(english, "trend-24h-usual", "span=7d&q=khongcogi")
    assert "Unusual rises" not in page
    assert "Online talk is not the opinion" in page
    assert "data-chart" in page


def test_a_wrong_query_is_told_in_words(client):
    assert client.get("/panel/trend-24h-usual?q=(").status_code == 200
