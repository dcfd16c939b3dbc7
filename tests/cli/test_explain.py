"""A change is explained at the command line, in a sentence, a table or JSON."""

from datetime import timedelta

import pytest
from tests.cli.conftest import lines
from tests.store.making import batch
from tests.web import city

from civicbeat.governance.audit.models import Entry
from civicbeat.records.post import post_id

pytestmark = pytest.mark.django_db(transaction=True)
COPIED = "[bold]Đừng tin: từ mai cấm xe máy vào trung tâm, mọi người chia sẻ cho nhau biết nhé"


@pytest.fixture
def risen(beat):
    """Two calm weeks about waste, and in the second a flood that 200 people tell of, 60 of them in the same words."""
    now = city.moment()
    rows = [
        {
            "id": post_id("test.forum", f"{kind}-{n}"),
            "source": "test.forum",
            "published_at": now - timedelta(hours=1 + n * hours / count),
            "collected_at": now,
            "text": COPIED if kind == "flooding" and n < 60 else f"Chuyện số {n}",
            "author": 1_000 + n,
            "sentiment": "negative" if n % 4 else "neutral",
            "themes": [kind],
            "story": 77 if kind == "flooding" and n < 60 else 0,
        }
        for kind, count, hours in (("waste", 200, 330), ("flooding", 200, 48))
        for n in range(count)
    ]
    beat.store.write(batch(rows), token="risen")
    beat.store.roll_up()


@pytest.mark.usefixtures("risen")
def test_what_rose_is_said_and_listed(typed):
    said = " ".join(typed("explain", "--by", "theme").stdout.split())
    assert "Most of it came from Flooding and tides, about" in said
    assert "all together" in said
    assert "by volume" not in said
    assert "by volume" in typed("explain", "--by", "theme", "--negative").stdout


@pytest.mark.usefixtures("risen")
def test_it_is_given_to_scripts_too(typed):
    [found] = lines(typed("explain", "--by", "theme", "--json"))
    assert found["parts"][0]["value"] == "flooding"
    added = sum(part["change"]["value"] for part in [*found["parts"], found["rest"]])
    assert added == found["total"]["change"]["value"]
    [refused] = lines(typed("explain", "khôngaiviết", "--json"))
    assert refused["refused"] == "too-few"


@pytest.mark.usefixtures("risen")
def test_a_story_is_named_by_its_first_words_and_the_look_is_logged(typed):
    said = " ".join(typed("explain", "--by", "story").stdout.split())
    assert said.count("“[bold]Đừng tin: từ mai") == 2, "in the sentence and in the table"
    assert Entry.objects.filter(action="look").exists()
