"""Topics: none without its purpose, its legal basis and its end (charter rule 3)."""

from datetime import timedelta

import pytest

from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today


def filled(**changes):
    given = {
        "name": "Ngập mùa mưa",
        "query": 'ngập AND place:"Thủ Đức"',
        "purpose": "Điều máy bơm sớm hơn.",
        "legal_basis": "Quyết định mẫu 12",
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=90)).isoformat(),
    }
    return given | changes


def test_a_search_becomes_a_topic(english):
    page = english.get("/topics/new?q=ngap&f=theme:flooding").content.decode()
    assert 'value="ngap"' in page
    response = english.post("/topics/new?q=ngap&f=theme:flooding", filled())
    topic = Topic.objects.get()
    assert response.headers["Location"] == f"/topics/{topic.pk}"
    assert (topic.filters, topic.owner.username) == (["theme:flooding"], "an")
    assert Entry.objects.first().action == "topic-new"


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": " "},
        {"legal_basis": ""},
        {"ends_on": ""},
        {"ends_on": (today() + timedelta(days=400)).isoformat()},
        {"ends_on": (today() - timedelta(days=1)).isoformat()},
        {"name": ""},
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, changes):
    response = client.post("/topics/new", filled(**changes))
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not Topic.objects.exists()


def test_a_query_that_cannot_be_read_is_marked_where_reading_stopped(client):
    text = client.post("/topics/new", filled(query=" ngập AND ( ")).content.decode()
    assert '<p class="where">ngập AND <b>(</b></p>' in text
    assert 'aria-invalid="true"' in text
    assert not Topic.objects.exists()


def test_the_mark_comes_while_somebody_types(english):
    assert '<p class="where">ngập AND <b>(</b></p>' in english.get("/count?query=ngập AND (").content.decode()


def test_a_topic_is_counted_with_its_filters(english):
    assert 'hx-get="/count?f=theme%3Aflooding"' in english.get("/topics/new?f=theme:flooding").content.decode()


def test_a_name_is_given_once(english, topic):
    response = english.post("/topics/new", filled(name=topic.name))
    assert "has this name" in response.content.decode()
    assert Topic.objects.count() == 1


def test_a_change_is_written_down(english, topic):
    english.post(f"/topics/{topic.pk}/edit", filled(name="Ngập nặng", seen=topic.changed_at.isoformat()))
    topic.refresh_from_db()
    assert topic.name == "Ngập nặng"
    assert Entry.objects.first().subject == f"topic {topic.pk}"


def test_a_topic_that_ended_shows_its_papers_only(english, topic):
    Topic.objects.filter(pk=topic.pk).update(starts_on=today() - timedelta(days=9), ends_on=today())
    text = english.get(f"/topics/{topic.pk}").content.decode()
    assert "does not run today" in text
    assert 'hx-get="/panel/' not in text


def test_looks_at_a_topic_carry_its_purpose(english, topic):
    english.get(f"/posts?topic={topic.pk}")
    entry = Entry.objects.first()
    assert entry.reason == "Ngập: Điều máy bơm sớm hơn."
    assert entry.subject == f"topic {topic.pk}"
