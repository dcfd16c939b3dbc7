"""The public register: every topic, for everybody, without signing in (charter rule 3)."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_everybody_reads_why_a_topic_is_listened_to(topic):
    page = Client().get("/register")
    text = page.content.decode()
    assert page.status_code == 200
    assert topic.name in text
    assert topic.purpose in text
    assert topic.legal_basis in text


def test_programs_read_it_too(topic):
    [row] = [row for row in Client().get("/register.json").json()["topics"] if row["name"] == topic.name]
    assert row["purpose"] == topic.purpose
    assert row["legal_basis"] == topic.legal_basis
    assert row["owner"] == str(topic.owner)
    assert row["ends_on"] == topic.ends_on.isoformat()


def test_an_ended_topic_still_stands_there(topic):
    type(topic).objects.filter(pk=topic.pk).update(starts_on="2020-01-01", ends_on="2020-06-01")
    assert topic.name in Client().get("/register").content.decode()


def test_a_hostile_name_is_shown_as_text(topic):
    topic.name = "<script>alert(1)</script>"
    topic.save()
    assert "<script>alert" not in Client().get("/register").content.decode()


def test_an_empty_register_says_so():
    assert 'class="empty"' in Client().get("/register").content.decode()
