"""Stories, trends and impact: what is found is shown with its doubt, and small groups nowhere."""

from datetime import timedelta

import numpy as np
import pytest
from tests.store.making import batch
from tests.web import city

from civicbeat.analysis.impact import impact
from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import Grain
from civicbeat.records.post import post_id
from civicbeat.store.question import Group
from civicbeat.web import impact as effects
from civicbeat.web.impact import Found
from civicbeat.web.views import findings

STORY = 987_654_321
TEXT = "Thông báo: từ mai đóng đường hầm để sửa chữa, bà con chia sẻ cho nhau nhé"


@pytest.fixture
def _spread(running):
    """A text that 25 people copied, and one that three did."""
    now = city.moment()
    rows = [
        {
            "id": post_id("test.forum", f"story-{n}"),
            "source": "test.forum",
            "published_at": now - timedelta(hours=30) + timedelta(minutes=20 * n),
            "collected_at": now,
            "text": TEXT if n < 25 else "Chỉ có ba người trong hẻm này nói với nhau câu chuyện đó thôi",
            "author": 5_000 + n,
            "story": STORY if n < 25 else STORY + 1,
        }
        for n in range(28)
    ]
    running.store.write(batch(rows), token="stories")
    running.store.roll_up()


@pytest.mark.usefixtures("_spread")
def test_a_story_is_listed_with_its_first_words_and_the_look_is_logged(client):
    page = client.get("/panel/stories?span=7d").content.decode()
    assert TEXT[:40] in page
    assert f"/stories/{STORY}?" in page
    assert "ba người trong hẻm" not in page
    assert Entry.objects.filter(action="look").exists()


@pytest.mark.usefixtures("_spread")
def test_a_story_of_its_own_shows_how_it_spread(client):
    page = client.get(f"/stories/{STORY}?span=7d").content.decode()
    assert page.count(f"f=story%3A{STORY}") >= 4
    posts = client.get(f"/posts?span=7d&f=story:{STORY}&order=oldest").content.decode()
    assert TEXT in posts


@pytest.mark.usefixtures("_spread")
def test_a_story_of_few_people_stays_hidden(client):
    posts = client.get(f"/posts?span=7d&f=story:{STORY + 1}&order=oldest").content.decode()
    assert "ba người trong hẻm" not in posts


@pytest.mark.parametrize("page", ["/stories", "/stories?q=ngap&span=30d"])
def test_pages_of_findings_stand(client, topic, page):
    for address in (page, f"{page}{'&' if '?' in page else '?'}topic={topic.pk}"):
        text = client.get(address).content.decode()
        assert text.count("<h1") == 1
        assert 'aria-current="page"' in text


def test_impact_asks_before_it_answers(client):
    page = client.get("/impact").content.decode()
    assert page.count("<h1") == 1
    assert 'name="decided"' in page
    assert "data-chart" not in page


def test_what_cannot_be_told_is_refused_in_words(english):
    decided = (city.moment() - timedelta(days=5)).date()
    address = f"/impact?span=30d&decided={decided}&what=theme:flooding&outcome=posts"
    page = english.get(address).content.decode()
    assert "No answer can be given" in page
    assert "At least 5 units" in page or "Figures are missing" in page


def test_an_effect_is_drawn_with_its_table_and_its_placebos(english, monkeypatch):
    moments = [city.moment() - timedelta(days=20 - n) for n in range(20)]
    draw = np.random.default_rng(3)
    outcome = 100 + draw.normal(size=(12, 20))
    outcome[0, 15:] += 40
    finding = impact(outcome, np.arange(12) == 0, 15)
    found = Found(finding, moments, 15, [str(n) for n in range(11)], Grain.DAY)
    monkeypatch.setattr(findings, "effect", lambda *_: found)
    address = f"/impact?span=30d&decided={moments[15].date()}&what=theme:flooding&outcome=posts"
    page = english.get(address).content.decode()
    assert "An effect is shown" in page
    assert finding.sentence.en in page.replace("&#x27;", "'")
    assert "It was held against 11 others." in page
    assert page.count("<tr><td>") == 20
    assert 'data-chart="spec-impact"' in page


def test_a_series_is_scaled_and_its_few_holes_are_filled():
    assert list(effects._filled(np.array([1.0, np.nan, 3.0] + [1.0] * 17)))[:3] == [1.0, 2.0, 3.0]
    assert effects._filled(np.array([1.0, np.nan, np.nan])) is None
    assert list(effects._scaled(np.array([2.0, 2.0, 4.0]), 2, "posts")) == [100, 100, 200]
    asked = effects.Asked(Group.PLACE, "vn.hcm.binh-thanh", city.moment().date(), "posts")
    assert effects._comparable(asked, "vn.hcm.go-vap")
    assert not effects._comparable(asked, "vn.hcm")
