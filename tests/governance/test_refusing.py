"""Refused queries: noted without their text, contested with a reason, decided by another person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics import refusing
from civicbeat.governance.topics.models import Refusal, Topic
from civicbeat.records.errors import InputError, NotAllowed, PersonalQuery
from civicbeat.records.period import today

NAME = '"Nguyễn Văn An"'
WHY = "Tên một con đường mới của phường, chưa có trong danh mục"
pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(city):
    return Account.objects.create(username="lan", agency=city)


@pytest.fixture
def steward(city):
    return Account.objects.create(username="giam-ho", agency=city, role=Role.STEWARD)


def test_a_refusal_is_noted_once_a_day_without_its_text(analyst):
    for query in (NAME, NAME.lower(), "  nguyen  van an "):
        with pytest.raises(PersonalQuery, match="only a person's name") as refused:
            refusing.check(analyst.scope("Tìm"), query)
        assert refused.value.kind == "name"
    assert len({one.digest for one in Refusal.objects.all()}) <= 2
    assert not any("An" in str(row) for row in Refusal.objects.values("person", "kind", "digest", "query", "why"))
    assert {entry.subject for entry in Entry.objects.all()} == {"query"}
    assert "guyen" not in str(list(Entry.objects.values("subject", "details"))).lower()


def test_a_topic_about_a_person_cannot_be_saved(analyst):
    topic = Topic(
        agency=analyst.agency,
        owner=analyst,
        name="Một người",
        query=NAME,
        purpose="x",
        legal_basis="x",
        ends_on=today() + timedelta(days=9),
    )
    with pytest.raises(PersonalQuery):
        topic.save()
    found = refusing.contest(analyst, NAME, WHY)
    steward = Account.objects.create(username="giam-ho", agency=analyst.agency, role=Role.STEWARD)
    refusing.decide(steward, found, allowed=True, reason="Đúng là tên đường")
    topic.save()
    assert topic.pk


def test_a_steward_allows_for_one_agency_and_a_year_and_the_text_goes(analyst, steward):
    found = refusing.contest(analyst, NAME, WHY)
    assert [one.query for one in refusing.waiting(steward)] == [NAME]
    refusing.decide(steward, found, allowed=True, reason="Đúng là tên đường")
    found.refresh_from_db()
    assert (found.query, found.allowed, found.decided_by) == ("", True, "giam-ho")
    refusing.check(analyst.scope("Tìm"), NAME)
    other = Account.objects.create(
        username="x", agency=Agency.objects.create(short_name="other", name_vi="K", name_en="O")
    )
    with pytest.raises(PersonalQuery):
        refusing.check(other.scope("Tìm"), NAME)
    Refusal.objects.update(decided_at=timezone.now() - timedelta(days=367))
    with pytest.raises(PersonalQuery):
        refusing.check(analyst.scope("Tìm"), NAME)


def test_what_is_left_refused_stays_refused(analyst, steward):
    refusing.decide(steward, refusing.contest(analyst, NAME, WHY), allowed=False, reason="Là tên người")
    with pytest.raises(PersonalQuery):
        refusing.check(analyst.scope("Tìm"), NAME)


def test_nobody_decides_on_their_own_or_elsewhere_or_twice_or_without_a_reason(analyst, steward):
    own = refusing.contest(steward, NAME, WHY)
    with pytest.raises(NotAllowed, match="Another steward"):
        refusing.decide(steward, own, allowed=True, reason="x")
    found = refusing.contest(analyst, NAME, WHY)
    elsewhere = Account.objects.create(
        username="x", agency=Agency.objects.create(short_name="o", name_vi="K", name_en="O"), role=Role.STEWARD
    )
    with pytest.raises(NotAllowed, match="Another steward"):
        refusing.decide(elsewhere, found, allowed=True, reason="x")
    with pytest.raises(InputError, match="reason"):
        refusing.decide(steward, found, allowed=True, reason=" ")
    refusing.decide(steward, found, allowed=False, reason="x")
    with pytest.raises(NotAllowed, match="decided already"):
        refusing.decide(steward, found, allowed=True, reason="x")


def test_to_contest_there_must_be_a_refusal_and_a_reason(analyst):
    with pytest.raises(InputError, match="not refused"):
        refusing.contest(analyst, "ngập", WHY)
    with pytest.raises(InputError, match="fewer than"):
        refusing.contest(analyst, NAME, "vì")
    assert not Refusal.objects.exists()
