"""Compare: a change is taken apart on its page, in words, a chart and a table; what cannot be told is refused."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.store.making import batch
from tests.web import city

from civicbeat.analysis.parts import NO_NAME, Effect, Part
from civicbeat.records.post import post_id
from civicbeat.store.question import Group
from civicbeat.web import changes


@pytest.fixture(scope="module")
def risen(running):
    """For two days 300 people more tell of a flood in Thủ Đức, most of them angrily, 80 in the same words."""
    now = city.moment()
    rows = [
        {
            "id": post_id("test.paper", f"flood-{n}"),
            "source": "test.paper",
            "published_at": now - timedelta(minutes=5 + 9 * n),
            "collected_at": now,
            "text": "<b>Ngập</b> khắp Thủ Đức rồi bà con ơi" if n < 80 else f"Ngập nhà số {n}",
            "author": 9_000 + n,
            "sentiment": "negative" if n % 6 else "neutral",
            "themes": ["flooding"],
            "places": ["vn.hcm", "vn.hcm.thu-duc"],
            "story": 4_242 if n < 80 else 0,
        }
        for n in range(300)
    ]
    running.store.write(batch(rows), token="risen")
    running.store.roll_up()


pytestmark = pytest.mark.usefixtures("risen")


def part(client, name, params="span=7d"):
    return client.get(f"/panel/change-{name}?{params}", headers={"HX-Request": "true"}).content.decode()


def test_the_page_loads_what_the_address_asks_for(client):
    page = client.get("/compare?q=ngap&by=theme&of=negative&f=theme:flooding").content.decode()
    assert page.count("<h1") == 1
    assert "/panel/change-negative-theme?q=ngap&amp;span=7d&amp;f=theme%3Aflooding" in page
    assert '<input type="hidden" name="f" value="theme:flooding">' in page
    assert "/panel/change-posts-place?" in client.get("/compare?by=author&of=people").content.decode()


def test_another_start_goes_along(client):
    start = (city.moment() - timedelta(days=20)).date().isoformat()
    page = client.get(f"/compare?versus={start}").content.decode()
    assert f"versus={start}" in page
    assert f'name="versus" value="{start}"' in page


def test_the_cause_comes_first_with_its_figures(english):
    text = part(english, "posts-theme")
    assert "Most of it came from Flooding and tides, about" in text
    assert 'data-chart="spec-change-posts-theme"' in text
    assert text.index("theme%3Aflooding") < text.index("All together")
    assert "more or less said" not in text


def test_negative_posts_are_split_and_said_to_be_guesses(english):
    text = part(english, "negative-theme")
    assert "more or less negative" in text
    assert "it errs" in text
    assert "Negative posts rose by" in text


def test_a_source_that_fell_silent_is_left_out_and_named(client):
    text = part(client, "posts-theme")
    assert "test.forum (" in text


def test_a_story_is_told_in_its_words_and_they_are_harmless(english):
    text = part(english, "posts-story")
    assert "“&lt;b&gt;Ngập&lt;/b&gt; khắp Thủ Đức" in text
    assert "<b>Ngập" not in text


def test_what_cannot_be_told_is_refused_in_words(english):
    text = part(english, "posts-place", "from=2020-01-01&to=2020-01-03")
    assert "There are too few posts" in text
    assert "data-chart" not in text


def test_the_rest_is_called_what_it_holds():
    nothing = Effect(0, 0, 0)
    parts = [Part(NO_NAME, 1, 1, nothing, number=number) for number in (0, 1)]
    with override("en"):
        assert changes._rest(Group.PLACE, parts, 1) == "hidden, or counted in several"
        assert changes._rest(Group.PLACE, parts, 2) == "all others: in none, hidden, or in several"
        assert changes._rest(Group.SOURCE, parts, 2) == "all others, small or hidden"
