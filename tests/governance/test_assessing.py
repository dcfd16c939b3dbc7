"""Assessments: everything answered, another person takes it on themselves, and what was approved stays as it was."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.test_topics import a_topic

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.assessment import assessing
from civicbeat.governance.assessment.asked import QUESTIONS, RISKS, Level, risk
from civicbeat.governance.assessment.models import Assessment, State
from civicbeat.governance.audit.models import Entry
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db
ANSWERS = dict.fromkeys(QUESTIONS, "Vì dân.")
JUDGED = {name: {"likely": "1", "grave": "2", "besides": ""} for name in RISKS}


@pytest.fixture
def city():
    return Agency.objects.create(short_name="city", name_vi="Thành phố", name_en="City")


@pytest.fixture
def lan(city):
    agency = Agency.objects.create(short_name="water", name_vi="Thoát nước", name_en="Drainage", parent=city)
    return Account.objects.create(username="lan", display_name="Lan", agency=agency)


@pytest.fixture
def tam(city):
    return Account.objects.create(username="tam", agency=city, role=Role.STEWARD)


@pytest.fixture
def topic(lan):
    made = a_topic(
        lan,
        starts_on=today() - timedelta(days=10),
        ends_on=today() + timedelta(days=300),
    )
    made.save()
    return made


def submitted(lan, topic, **risks):
    draft = assessing.begin(lan, topic)
    assessing.write(lan, draft, ANSWERS, JUDGED | risks)
    assessing.submit(lan, draft, assessing.told_of(topic))
    draft.refresh_from_db()
    return draft


def test_the_first_version_is_due_sixty_days_after_the_start(topic):
    assert assessing.due_on(topic, assessing.approved(topic)) == topic.starts_on + timedelta(days=60)


def test_a_version_is_written_handed_in_and_approved(lan, tam, topic):
    found = submitted(lan, topic)
    assert assessing.waiting(tam) == [found]
    assessing.decide(tam, found, approve=True, reason="The measures suffice.")
    found.refresh_from_db()
    assert (found.state, found.left, found.decided_by) == (State.APPROVED, Level.LOW, "tam")
    assert assessing.due_on(topic, assessing.approved(topic)) == found.review_on == today() + assessing.REVIEWED_EVERY
    assert assessing.waiting(tam) == []
    actions = Entry.objects.order_by("number").values_list("action", flat=True)
    assert list(actions) == ["assess-begin", "assess-submit", "assess-approve"]


def test_what_is_not_answered_is_not_handed_in(lan, topic):
    draft = assessing.begin(lan, topic)
    assessing.write(lan, draft, ANSWERS | {"need": "  "}, JUDGED | {"lost": {"likely": "3", "grave": "x"}})
    draft.refresh_from_db()
    assert (draft.missing, draft.left) == (["need", "lost"], None)
    with pytest.raises(InputError, match="Not everything"):
        assessing.submit(lan, draft, {})


def test_nobody_approves_what_they_wrote_nor_outside_their_agencies(lan, city, topic):
    found = submitted(lan, topic)
    Account.objects.filter(pk=lan.pk).update(role=Role.STEWARD)
    lan.refresh_from_db()
    other = Agency.objects.create(short_name="roads", name_vi="Đường", name_en="Roads", parent=city)
    stranger = Account.objects.create(username="minh", agency=other, role=Role.STEWARD)
    for steward in (lan, stranger):
        assert found not in assessing.waiting(steward)
        with pytest.raises(NotAllowed, match="Another steward"):
            assessing.decide(steward, found, approve=True, reason="Fine.")


def test_one_that_was_sent_back_is_written_on(lan, tam, topic):
    found = submitted(lan, topic)
    with pytest.raises(InputError, match="reason"):
        assessing.decide(tam, found, approve=False, reason=" ")
    assessing.decide(tam, found, approve=False, reason="Say whom you asked.")
    again = submitted(lan, topic)
    assert (again.pk, again.number, again.decision) == (found.pk, 1, "Say whom you asked.")


def test_what_was_approved_is_never_changed_and_a_new_version_follows(lan, tam, topic):
    first = submitted(lan, topic)
    assessing.decide(tam, first, approve=True, reason="Fine.")
    with pytest.raises(NotAllowed, match="decided already"):
        assessing.decide(tam, first, approve=False, reason="After all not.")
    with pytest.raises(NotAllowed, match="no draft"):
        assessing.write(lan, first, {}, {})
    second = assessing.begin(lan, topic)
    assert (second.number, second.answers, second.state) == (2, ANSWERS, State.DRAFT)
    assert assessing.begin(lan, topic) == second, "one is written at a time"
    assert assessing.approved(topic) == first


def test_a_topic_that_changed_is_to_be_assessed_anew(lan, tam, topic):
    found = submitted(lan, topic)
    assessing.decide(tam, found, approve=True, reason="Fine.")
    topic.query = "ngập OR triều"
    topic.save()
    assert assessing.due_on(topic, assessing.approved(topic)) == today()


def test_another_agency_writes_nothing(tam, topic):
    with pytest.raises(NotAllowed, match="another agency"):
        assessing.begin(tam, topic)
    assert not Assessment.objects.exists()


def test_the_greatest_risk_is_that_of_all(lan, topic):
    assert submitted(lan, topic, unheard={"likely": "2", "grave": "3"}).left == Level.HIGH


LEVELS = st.sampled_from(Level)


@given(LEVELS, LEVELS)
def test_a_risk_never_falls_when_something_is_likelier_or_graver(likely, grave):
    assert min(likely, grave) <= risk(likely, grave) <= max(likely, grave)
    assert risk(likely, grave) == risk(grave, likely)
    for more in Level:
        if more >= likely:
            assert risk(more, grave) >= risk(likely, grave)
