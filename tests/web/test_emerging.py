"""Emerging: the page shows what the last run found, and where it found nothing, why."""

from datetime import UTC, datetime

import pytest

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
REFUSED = {"refused": {"vi": "Cần ít nhất 100 bài.", "en": "At least 100 posts are needed."}}


@pytest.fixture
def run(db):
    """Keeps what a run found."""

    def keep(**found):
        whole = {"topics": REFUSED} | found
        return Emergence.objects.create(made_at=MADE, version="1", seconds=3.0, found=whole)

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


def test_what_was_refused_says_why(client, run):
    run()
    page = read(client)
    assert ("Cần ít nhất 100 bài." in page) != ("At least 100 posts are needed." in page)
