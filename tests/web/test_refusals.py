"""Queries about persons are refused on every page, with a way to contest it."""

import pytest
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.topics.models import Refusal, Topic
from civicbeat.records.period import today

NAME = '"Nguyễn Văn An"'


def test_no_page_answers_a_query_about_a_person(english):
    for part in ("count", "panel/volume", "posts", "panel/facets", "panel/cause"):
        page = english.get(f"/{part}", {"q": NAME}).content.decode()
        assert "only a person&#x27;s name" in page, part
        assert "/refusals/contest?q=" in page, part
    assert english.get("/api/v1/figures", {"q": NAME, "reason": "x"}).status_code == 403
    assert Refusal.objects.count() == 1


def test_a_topic_about_a_person_is_refused_in_its_form(english, topic):
    given = {
        "name": "Một người",
        "query": NAME,
        "purpose": "Biết họ nói gì",
        "legal_basis": "Không có",
        "starts_on": today().isoformat(),
        "ends_on": topic.ends_on.isoformat(),
    }
    page = english.post("/topics/new", given).content.decode()
    assert "only a person&#x27;s name" in page
    assert "/refusals/contest?q=" in page
    assert Topic.objects.count() == 1


@pytest.fixture
def steward(person):
    return Account.objects.create(username="giam-ho", agency=person.agency, role=Role.STEWARD, language="en")


def test_it_can_be_contested_and_is_decided_by_a_steward(english, steward):
    sent = english.post("/refusals/contest", {"q": NAME, "why": "Tên một con đường mới ở phường"}, follow=True)
    assert "A data steward will decide" in sent.content.decode()
    assert english.get("/refusals").status_code == 403
    decides = signed_in(steward, "en")
    page = decides.get("/refusals").content.decode()
    assert "Nguyễn Văn An" in page
    found = Refusal.objects.get(query=NAME)
    decides.post(f"/refusals/{found.pk}", {"decision": "allow", "reason": "Là tên đường"})
    assert "only a person" not in english.get("/count", {"q": NAME}).content.decode()
    assert "Nguyễn Văn An" not in decides.get("/refusals").content.decode()


def test_too_short_a_reason_is_told(english, db):
    page = english.post("/refusals/contest", {"q": NAME, "why": "vì"}).content.decode()
    assert "fewer than 20 characters" in page
    assert not Refusal.objects.exists()
