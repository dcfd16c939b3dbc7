"""Models in the console: the mark wherever one spoke, nothing where one is off, and the page that switches them."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.switching import BY, WHY, silence
from tests.web import city
from tests.web.conftest import signed_in

from civicbeat.enrich.cards import cards, names, opinions
from civicbeat.findings.emerging import VERSION
from civicbeat.findings.models import Emergence, Event
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.switches.models import Reading, Switch
from civicbeat.governance.switches.state import switched_off
from civicbeat.web.panels import PANELS

PAGES = ("/", "/search", "/trends", "/stories", "/compare", "/emerging", "/guide", "/topics", "/topics/{topic}")
FIELDS = {
    "language": "lang:vi",
    "sentiment": "sentiment:negative",
    "themes": "theme:flooding",
    "places": "place:vn.hcm",
}
FACETS = {
    "language": "language:vi",
    "sentiment": "sentiment:negative",
    "themes": "theme:flooding",
    "places": "place:vn.hcm",
}
TOPIC = {
    "id": "1",
    "name": ["vỡ òa"],
    "since": "2026-09-19T03:00:00+00:00",
    "growth": 4.0,
    "posts": 1_234,
    "people": 99,
}
SHARES = {"unclustered": 0.22, "low": 0.2, "high": 0.24, "sampled": 1.0}
REFUSED = {"refused": {"vi": "Cần thêm bài.", "en": "More posts are needed."}}


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.content.decode())


def marked(text):
    """The models that a page says had a hand in it."""
    return {model for found in re.findall(r'data-models="([^"]*)"', text) for model in found.split()}


def notice(model, language="en"):
    called = names(model)[language == "en"]
    return f"“{called}” {'has been switched off since' if language == 'en' else 'đã bị tắt từ'}"


@pytest.fixture
def steward(person, secret):
    return Account.objects.create(
        username="minh", password=secret, agency=person.agency, display_name=BY, language="en", role=Role.STEWARD
    )


@pytest.fixture
def risen(topic):
    """A theme, a place and a topic that rise."""
    now = city.moment()
    same = {"onset": now - timedelta(hours=3), "told": now, "posts": 90, "ratio": 3.0, "low": 2.0, "high": 4.0}
    for group, value, of in (("theme", "flooding", None), ("place", "vn.hcm", None), ("topic", str(topic.pk), topic)):
        Event.objects.create(group=group, value=value, topic=of, per_week=0.01, method="bursts 1", **same)


@pytest.fixture
def emerged(db):
    found = {"topics": {"topics": [TOPIC], **SHARES}, "phrases": REFUSED, "campaigns": REFUSED}
    return Emergence.objects.create(made_at=city.moment(), version=VERSION, seconds=1.0, found=found)


# The mark.


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_that_rests_on_models_is_marked_with_just_these(english, risen, name):
    assert marked(shown(english, f"/panel/{name}?span=30d")) == {*PANELS[name].models, *PANELS[name].some}


@pytest.mark.parametrize("name", PANELS)
def test_what_a_panel_declares_is_what_it_asks_for(english, risen, name):
    """With each model off in turn: those it cannot do without refuse it, the others never stop it."""
    for model in opinions():
        Switch.objects.all().delete()
        silence(model)
        text = shown(english, f"/panel/{name}?span=30d")
        assert (notice(model) in text) == (model in PANELS[name].models), model
        assert model not in marked(text)


@pytest.mark.parametrize("model", opinions())
@pytest.mark.parametrize("way", ["q={0}", "f={1}"])
def test_posts_that_are_chosen_by_a_model_are_marked_and_told_no_more(client, way, model):
    address = f"/panel/volume?span=30d&{way.format(FIELDS[model], FACETS[model])}"
    assert marked(shown(client, address)) == {model}
    silence(model)
    language = client.cookies["django_language"].value
    for part in ("panel/volume", "count", "posts", "panel/facets"):
        text = shown(client, address.replace("panel/volume", part))
        assert notice(model, language) in text
        assert f" {BY}." in text
        assert f'href="/register/models#{model}"' in text


def test_every_post_with_a_label_is_marked(english):
    text = shown(english, "/posts?span=30d")
    articles = text.split("<article")[1:]
    assert articles
    assert all(marked(article) == {"sentiment", "themes", "places"} for article in articles)


def test_the_mark_leads_to_the_card_and_to_saying_it_is_wrong(client, topic):
    text = shown(client, f"/panel/feeling?topic={topic.pk}&span=30d")
    assert 'href="/register/models#sentiment"' in text
    assert f'href="/topics/{topic.pk}/label"' in text
    elsewhere = shown(client, "/panel/themes?span=30d")
    assert 'href="/register/models#themes"' in elsewhere
    assert 'href="/your-data"' in elsewhere
    assert client.get("/register/models").content.decode().count('id="themes"') == 1


def test_what_emerges_is_marked_and_rests_on_themes(english, emerged):
    text = shown(english, "/emerging")
    assert "vỡ òa" in text
    assert marked(text) == {"themes"}
    silence("themes")
    text = shown(english, "/emerging")
    assert "vỡ òa" not in text
    assert notice("themes") in text


@pytest.mark.parametrize("what", ["all", "theme:flooding", "place:vn.hcm"])
@pytest.mark.parametrize("outcome", ["posts", "negative"])
def test_an_effect_is_marked_with_what_it_rests_on(english, what, outcome):
    decided = (city.moment() - timedelta(days=15)).date().isoformat()
    text = shown(english, f"/impact/effect?span=90d&decided={decided}&what={what}&outcome={outcome}")
    behind = {"theme:flooding": {"themes"}, "place:vn.hcm": {"places"}}.get(what, set())
    assert marked(text) == behind | ({"sentiment"} if outcome == "negative" else set())
    silence("sentiment")
    text = shown(english, f"/impact/effect?span=90d&decided={decided}&what={what}&outcome={outcome}")
    assert (notice("sentiment") in text) == (outcome == "negative")


def test_the_labels_of_a_topic_are_marked(english, topic):
    english.post(f"/topics/{topic.pk}/label", {"action": "draw"})
    assert marked(shown(english, f"/topics/{topic.pk}/label")) == {"sentiment"}


# Everything off.


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_with_every_model_off(client, topic, risen, emerged, page):
    silence()
    text = shown(client, page.format(topic=topic.pk))
    assert marked(text) == set()


@pytest.mark.parametrize("name", PANELS)
def test_no_panel_shows_a_label_of_a_model_that_is_off(english, topic, risen, name):
    silence()
    text = shown(english, f"/panel/{name}?span=30d&topic={topic.pk}")
    assert marked(text) == set()
    assert "Flooding" not in text
    assert "f=theme:" not in text
    assert "f=place:" not in text
    assert 'class="is-negative"' not in text


def test_posts_stand_without_labels(english):
    silence()
    text = shown(english, "/posts?span=30d")
    assert "<article" in text
    for label in ("is-negative", "is-neutral", "is-unclear", "f=theme:", "f=place:", 'lang=""', "data-models"):
        assert label not in text


def test_a_theme_that_rises_is_not_told_while_themes_are_off(english, topic, risen):
    silence("themes")
    text = shown(english, "/panel/events")
    assert "/trends?f=theme" not in text
    assert "/trends?f=place" in text
    assert topic.name in text
    topic.query = "theme:flooding"
    topic.save()
    assert topic.name not in shown(english, "/panel/events")


def test_nothing_is_labelled_while_the_model_is_off(client, topic):
    silence("sentiment")
    text = shown(client, f"/topics/{topic.pk}/label")
    assert notice("sentiment", client.cookies["django_language"].value) in text
    assert "<button" not in text.split("<main")[1]
    assert client.post(f"/topics/{topic.pk}/label", {"action": "draw"}).status_code == 200


def test_an_export_of_what_a_model_chose_is_refused_in_words(english):
    silence("sentiment")
    answer = english.post(
        "/search/export?q=sentiment:negative", {"form": "csv", "reason": "Máy bơm sớm hơn"}, follow=True
    )
    assert notice("sentiment") in html.unescape(answer.content.decode())


def test_a_choice_that_rests_on_it_can_be_taken_back(english):
    silence("themes")
    text = shown(english, "/search?f=theme:flooding&span=30d")
    assert "Remove the filter" in text


# The page.


def test_the_page_shows_every_model_with_its_state_and_its_errors(client, steward):
    reader = signed_in(steward, client.cookies["django_language"].value)
    text = shown(reader, "/models")
    for card in cards():
        assert (card.name_en if client.cookies["django_language"].value == "en" else card.name_vi) in text
        assert f'href="/register/models#{card.model}"' in text
    assert text.count('name="act"') == len(opinions())
    assert 'action="/models/mask"' not in text


def test_a_steward_switches_a_model_off_and_on(running, steward):
    reader = signed_in(steward, "en")
    text = html.unescape(reader.post("/models/sentiment", {"act": "off", "reason": WHY}, follow=True).content.decode())
    assert "within a minute" in text
    assert f"by decision of {BY}. {WHY}" in " ".join(text.split()).replace("</span> ", "")
    assert switched_off() == {"sentiment"}
    reader.post("/models/sentiment", {"act": "on", "reason": "Đã đo lại bằng hai trăm bài"})
    assert switched_off() == frozenset()
    entries = Entry.objects.filter(action="switch").order_by("number")
    assert [entry.details for entry in entries] == [{"off": True}, {"off": False}]
    assert "2 decisions" in shown(reader, "/models")


@pytest.mark.parametrize(
    ("model", "given", "said"),
    [
        ("sentiment", {"act": "off", "reason": ""}, "Say why"),
        ("sentiment", {"act": "off", "reason": "kurz"}, "The reason has fewer than 20 characters."),
        ("sentiment", {"act": "on", "reason": WHY}, "This model speaks already."),
        ("mask", {"act": "off", "reason": WHY}, "There is no such model to switch."),
        ("nothing", {"act": "", "reason": WHY}, "There is no such model to switch."),
    ],
)
def test_what_cannot_be_switched_is_said(running, steward, model, given, said):
    text = html.unescape(signed_in(steward, "en").post(f"/models/{model}", given, follow=True).content.decode())
    assert said in text
    assert not Switch.objects.exists()


def test_only_those_with_the_right_come_here(english):
    assert english.get("/models").status_code == 403
    assert english.post("/models/sentiment", {"act": "off", "reason": WHY}).status_code == 403
    assert 'href="/models"' not in shown(english, "/")


def test_how_far_a_model_has_read_what_it_missed_is_told(running, person):
    person.role = Role.STEWARD
    person.save()
    now = timezone.now()
    Reading.objects.create(model="themes", since=now - timedelta(days=2), until=now, posts=1_234)
    Reading.objects.create(model="places", since=now - timedelta(days=2), until=now, posts=5_678, done_at=now)
    told = signed_in(person, "en").get("/models").content.decode()
    assert "1,234 posts so far" in told
    assert "5,678" not in told
