"""Stories, trends and impact: what is found is shown with its doubt, and small groups nowhere."""

import re
from datetime import timedelta
from html import unescape

import numpy as np
import pytest
from tests.store.making import batch
from tests.web import city

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.impact import impact
from civicbeat.analysis.interrupted import interrupted
from civicbeat.findings import effects
from civicbeat.findings.effects import Found
from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import Grain
from civicbeat.records.post import post_id
from civicbeat.web import figures

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


def test_a_decision_that_was_given_is_answered_in_a_part_that_loads(english, topic):
    decided = (city.moment() - timedelta(days=5)).date()
    given = f"topic={topic.pk}&span=30d&decided={decided}&what=all&outcome=posts&controls=topics"
    page = english.get(f"/impact?{given}").content.decode()
    [part] = re.findall(r'hx-get="(/impact/effect[^"]*)"', page)
    assert 'class="waiting">Loading' in page
    assert f'<noscript><p><a href="{part}">' in page
    answer = english.get(unescape(part)).content.decode()
    # Which comes first depends on the hour: in how many of the last days enough people speak.
    assert "Your agency listens to 0 others" in answer or "too few people speak of it" in answer
    assert "It was then held against its own past" in answer


@pytest.mark.parametrize("given", ["", "decided=x&what=all&outcome=posts", "decided=2026-01-01&what=theme:nosuch"])
def test_a_decision_that_was_not_given_has_no_effect(english, given):
    assert english.get(f"/impact/effect?{given}").status_code == 404
    assert "Loading" not in english.get(f"/impact?{given}").content.decode()


@pytest.mark.parametrize("what", ["place:nosuch", "source:test.forum", "theme:", "story:1"])
def test_nothing_but_a_known_theme_or_place_was_under_a_decision(english, what):
    assert english.get(f"/impact/effect?decided=2026-01-01&what={what}&outcome=posts").status_code == 404


def test_the_part_does_not_count_what_the_form_could_offer(english, monkeypatch):
    monkeypatch.setattr(figures, "bars", lambda *_: pytest.fail("the page has done this already"))
    decided = (city.moment() - timedelta(days=5)).date()
    assert english.get(f"/impact/effect?decided={decided}&what=theme:flooding&outcome=posts").status_code == 200


def test_where_a_query_cannot_be_read_is_marked(english):
    page = english.get("/impact", {"q": "ngập AND (mưa", "span": "30d"}).content.decode()
    assert "This parenthesis is never closed." in page
    assert "ngập AND <b>(</b>mưa" in page
    assert 'name="decided"' in page


def test_what_cannot_be_told_is_refused_in_words(english):
    decided = (city.moment() - timedelta(days=5)).date()
    address = f"/impact/effect?span=30d&decided={decided}&what=theme:flooding&outcome=posts"
    page = english.get(address).content.decode()
    assert "No answer can be given" in page
    # Which of the two comes first depends on the hour: how many of the last days have ten people.
    assert "too few people speak of it" in page or "units that were not under the decision are needed" in page
    assert "It was then held against its own past:" in page
    assert "At least 12 times and 3 seasons" in page or "At least 3 times after the decision" in page


def test_an_effect_is_drawn_with_its_table_and_its_placebos(english, monkeypatch):
    moments = [city.moment() - timedelta(days=20 - n) for n in range(20)]
    draw = np.random.default_rng(3)
    outcome = 100 + draw.normal(size=(12, 20))
    outcome[0, 15:] += 40
    finding = impact(outcome, np.arange(12) == 0, 15)
    page = shown(english, monkeypatch, Found(finding, moments, 15, [str(n) for n in range(11)], Grain.DAY))
    assert "An effect is shown" in page
    assert finding.sentence.en in page
    assert "It was held against 11 others." in page
    assert "Of 200 placebos" in page
    assert "own past only" not in page
    assert table(page, 3) == [["15", "5"], ["7", "5"], ["15", "2"], ["7", "2"]]


def test_an_effect_held_against_its_own_past_is_called_weaker(english, monkeypatch):
    moments = [city.moment() - timedelta(days=60 - n) for n in range(60)]
    outcome = 100 + np.random.default_rng(3).normal(size=60) * 5
    outcome[20] = np.nan
    finding = interrupted(outcome, 40, 7)
    found = Found(finding, moments, 40, (), Grain.DAY, Refusal("few-controls", Sentence("Không đủ.", "Too few.")))
    page = shown(english, monkeypatch, found, "negative")
    assert "No effect can be shown" in page
    assert "Too few. It was held against its own past only, which is weaker" in page
    assert "as the program guesses" in page
    assert "others." not in page
    assert page.count('<td class="num">—</td>') == 1


def shown(client, monkeypatch, found, outcome="posts"):
    monkeypatch.setattr(effects, "effect", lambda *_: found)
    decided = found.starts[found.before].date()
    page = client.get(f"/impact/effect?span=90d&decided={decided}&what=all&outcome={outcome}").content.decode()
    assert 'data-chart="spec-impact"' in page
    assert page.count("<tr><td>") == len(found.starts)
    return page.replace("&#x27;", "'")


def table(page, columns):
    """Of each row of figures alone, all cells but the last."""
    rows = re.findall(r"<tr>((?:<td class=\"num\">[^<]*</td>)+)</tr>", page)
    cells = [re.findall(r">([^<]*)</td>", row) for row in rows]
    return [row[:-1] for row in cells if len(row) == columns]


def test_filters_stay_when_the_form_of_a_decision_is_sent(english):
    page = english.get("/impact?span=30d&f=theme:flooding&f=source:test.forum").content.decode()
    for text in ("theme:flooding", "source:test.forum"):
        assert f'name="f" value="{text}"' in page
