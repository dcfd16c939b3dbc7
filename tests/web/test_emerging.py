"""Emerging: the page shows what the last run found, and where it found nothing, why."""

from datetime import UTC, datetime

import pytest

from civicbeat.findings.emerging import VERSION
from civicbeat.findings.models import Emergence

MADE = datetime(2026, 9, 20, 5, tzinfo=UTC)
TOPIC = {
    "id": "10647596211807668596",
    "name": ["đội nhà thắng", "vỡ òa"],
    "since": "2026-09-19T03:00:00+00:00",
    "growth": 4.0,
    "posts": 1_234,
    "people": 99,
}
SHARES = {"unclustered": 0.22, "low": 0.2, "high": 0.24, "sampled": 1.0}
CAMPAIGN = {
    "stories": ["987654321", "987654322"],
    "accounts": 58,
    "posts": 244,
    "first": "2026-09-13T12:00:00+00:00",
    "last": "2026-09-13T17:00:00+00:00",
    "days": 1,
    "lift": 1296.7,
    "low": 1132.0,
    "high": 1485.4,
}
INNOCENT = [{"vi": "Thư dây chuyền.", "en": "A chain letter."}]
JOINT = {"fewest": 10, "innocent": INNOCENT, "share": 0.029, "low": 0.022, "high": 0.038, "sampled": 1.0}
REFUSED = {"refused": {"vi": "Cần ít nhất 100 bài.", "en": "At least 100 posts are needed."}}


@pytest.fixture
def run(db):
    """Keeps what a run found."""

    def keep(**found):
        whole = {"topics": REFUSED, "phrases": REFUSED, "campaigns": REFUSED} | found
        return Emergence.objects.create(made_at=MADE, version=VERSION, seconds=3.0, found=whole)

    return keep


def read(client):
    answer = client.get("/emerging")
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_first_run_the_page_says_so(english):
    assert "Nothing was looked for yet" in read(english)


def test_a_topic_is_named_by_its_phrases_which_can_be_searched_for(english, run):
    run(topics={"topics": [TOPIC, TOPIC | {"growth": 0.5, "name": ["cà phê"]}], **SHARES})
    page = read(english)
    assert "đội nhà thắng · vỡ òa" in page
    assert "1,234" in page
    assert page.count("growing") == 1
    assert "As of 20 Sep 2026, 12:00" in page
    assert "22 % of these posts are in no topic (95 % interval: 20 % to 24 %)" in page
    [address] = [part.split('"')[0] for part in page.split('href="/search?')[1:] if "v%E1%BB%A1" in part]
    found = english.get("/search?" + address.replace("&amp;", "&"))
    assert found.status_code == 200
    assert "&quot;đội nhà thắng&quot; OR &quot;vỡ òa&quot;" in found.content.decode()


def test_a_sample_is_called_one_and_topics_beyond_the_first_are_counted(client, run):
    run(topics={"topics": [TOPIC] * 14, **SHARES, "sampled": 0.25})
    page = read(client)
    assert page.count("đội nhà thắng · vỡ òa") == 12
    assert "25 %" in page


def test_phrases_that_rose_stand_with_their_interval_and_new_ones_without_a_ratio(english, run):
    rose = {"text": "cúp nước", "people": 80, "usual": 6.6, "ratio": 9.7, "low": 6.3, "high": 14.9}
    new = {"text": "vì bể ống", "people": 40, "usual": 0.0, "ratio": 4056.7, "low": 22.1, "high": 744_539.0}
    run(phrases={"phrases": [rose, new], "looked": 900, "sampled": 1.0})
    page = read(english)
    assert "9.7× " in page
    assert "(6.3× – 14.9×)" in page
    assert "new, over 22.1×" in page
    assert "4,056" not in page
    assert 'width="50.00%"' in page


def test_a_campaign_shows_what_was_shared_what_else_it_may_be_and_nobody(client, run):
    run(campaigns={"campaigns": [CAMPAIGN], **JOINT})
    page = read(client)
    assert '/stories/987654321?span=30d"' in page
    assert ("Thư dây chuyền" in page) != ("A chain letter" in page)
    assert "1.297" in page or "1,297" in page


def test_nothing_found_is_said_with_how_much_there_may_be(english, run):
    run(
        topics={"topics": [], **SHARES},
        phrases={"phrases": [], "looked": 900, "sampled": 1.0},
        campaigns={"campaigns": [], **JOINT},
    )
    page = read(english)
    assert "No topic has the 10 people" in page
    assert "None of the 900 phrases" in page
    assert "Posts of that kind may be 3.8 % of all at most" in page


def test_what_was_refused_says_why(client, run):
    run()
    page = read(client)
    assert {page.count("Cần ít nhất 100 bài."), page.count("At least 100 posts are needed.")} == {0, 3}


def test_what_another_version_found_is_not_shown(english, run):
    run()
    Emergence.objects.update(version="0")
    assert "Nothing was looked for yet" in read(english)
