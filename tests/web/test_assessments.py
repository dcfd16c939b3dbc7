"""The pages of assessments, from an empty one to the register."""

import re

import pytest
from tests.web.conftest import signed_in

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.assessment.asked import QUESTIONS, RISKS
from civicbeat.governance.assessment.models import Assessment, State
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today
from civicbeat.web.assessment_words import ASKED, FEARED


@pytest.fixture
def steward(running, person):
    return signed_in(Account.objects.create(username="tam", agency=person.agency, role=Role.STEWARD), "en")


def filled(**changes):
    answers = {name: f"Answer to {name}." for name in QUESTIONS}
    risks = {f"{name}-{part}": value for name in RISKS for part, value in (("likely", "1"), ("grave", "2"))}
    return answers | risks | changes


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_question_and_risk_has_its_words():
    assert (tuple(ASKED), tuple(FEARED)) == (QUESTIONS, RISKS)


def test_an_assessment_goes_its_way_into_the_register(english, steward, topic):
    address = f"/topics/{topic.pk}/assessment"
    assert "Not assessed yet" in page(english, address)
    english.post(address, {"act": "begin"})
    draft = page(english, address)
    assert "Send pumps" not in draft
    assert topic.purpose in draft, "the program fills in what it knows"
    assert "1 × analyst" in draft

    english.post(address, filled(act="save", need=""))
    assert "(not answered)" in page(english, address)
    response = english.post(address, filled(act="submit", need=" "), follow=True)
    assert "Not everything is answered yet." in response.content.decode()
    english.post(address, filled(act="submit", summary="<b>We</b> listen to floods."))
    assert Assessment.objects.get().state == State.SUBMITTED
    assert Assessment.objects.get().facts["posts"] > 0
    shown = page(english, address)
    assert "&lt;b&gt;We&lt;/b&gt; listen to floods." in shown
    assert "Approve" not in shown

    assert topic.name in page(steward, "/assessments")
    assert "Approve" in page(steward, address)
    steward.post(f"{address}/decide", {"decision": "approve", "reason": "The measures suffice."})
    approved = page(english, address)
    assert "The measures suffice." in approved
    assert "Write a new version" in approved
    [row] = english.get("/register/assessments.json").json()["rows"]
    assert row["state"]["en"] == "approved"
    assert row["summary"] == "<b>We</b> listen to floods."
    assert row["risk"]["en"] == "low"


def test_what_is_due_is_said_where_people_work_and_in_public(english, topic):
    Topic.objects.update(starts_on=today().replace(year=today().year - 1))
    assert "to be assessed." in page(english, "/topics")
    assert "It was due on" in page(english, f"/topics/{topic.pk}/assessment")
    assert "overdue" in page(english, "/assessments")
    [row] = english.get("/register/assessments.json").json()["rows"]
    assert row["state"]["en"] == "overdue"


def test_a_changed_topic_is_said_to_have_changed(english, steward, topic):
    address = f"/topics/{topic.pk}/assessment"
    english.post(address, filled(act="submit"))
    steward.post(f"{address}/decide", {"decision": "approve", "reason": "Fine."})
    Topic.objects.update(query="triều")
    assert "has changed since" in page(english, address)


def test_a_steward_of_another_agency_sees_nothing(running, topic):
    other = Agency.objects.create(short_name="parks", name_vi="Công viên", name_en="Parks")
    stranger = signed_in(Account.objects.create(username="x", agency=other, role=Role.STEWARD), "en")
    assert stranger.get(f"/topics/{topic.pk}/assessment").status_code == 404
    assert topic.name not in page(stranger, "/assessments")


def test_no_odd_value_fails(client, topic):
    address = f"/topics/{topic.pk}/assessment"
    odd = {f"{name}-likely": value for name, value in zip(RISKS, ["9", "-1", "", "x", "\x00", "1.5", "²"], strict=True)}
    assert client.post(address, filled(act="save", **odd)).status_code == 302
    assert client.post(address, {"act": "nonsense"}).status_code == 302
    assert not re.search(r"likely\"><option value=\"9", page(client, address))
