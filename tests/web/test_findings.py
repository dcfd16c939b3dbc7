"""Stories, trends and impact: what is found is shown with its doubt, and small groups nowhere."""

from datetime import timedelta

import pytest
from tests.store.making import batch
from tests.web import city

from civicbeat.governance.audit.models import Entry
from civicbeat.records.post import post_id

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
