"""Charter rule 3: a topic cannot be saved without its purpose, its legal basis, its owner and an end date."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.models import LONGEST, Topic
from civicbeat.records.errors import PurposeMissing

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    agency = Agency.objects.create(short_name="water", name_vi="Thoát nước", name_en="Drainage")
    return Account.objects.create_user("lan", password="not-a-real-one", display_name="Lan", agency=agency)


def a_topic(owner, **changes):
    parts = {
        "agency": owner.agency,
        "owner": owner,
        "name": "Flooding",
        "query": "ngập",
        "purpose": "Send pumps where streets flood",
        "legal_basis": "Decision 1/2026 of the city",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 9, 1),
    }
    return Topic(**parts | changes)


def test_a_whole_topic_is_saved_and_active_until_its_end(owner):
    topic = a_topic(owner)
    topic.save()
    assert topic.is_active(date(2026, 3, 1))
    assert not topic.is_active(date(2026, 9, 1))
    assert not topic.is_active(date(2026, 2, 28))


@pytest.mark.parametrize("part", ["name", "query", "purpose", "legal_basis"])
@pytest.mark.parametrize("empty", ["", "  \n"])
def test_no_part_may_be_empty(owner, part, empty):
    with pytest.raises(PurposeMissing, match=part.replace("_", " ")):
        a_topic(owner, **{part: empty}).save()


@pytest.mark.parametrize("end", [None, date(2026, 3, 1), date(2026, 2, 1), date(2026, 3, 1) + LONGEST + timedelta(1)])
def test_there_is_an_end_within_a_year(owner, end):
    with pytest.raises(PurposeMissing, match="end"):
        a_topic(owner, ends_on=end).save()


def test_there_is_an_owner(owner):
    topic = a_topic(owner)
    topic.owner = None
    with pytest.raises(IntegrityError):
        topic.save()


@pytest.mark.parametrize("part", ["name", "query", "purpose", "legal_basis"])
def test_the_database_refuses_it_too(owner, part):
    topic = a_topic(owner)
    topic.save()
    with pytest.raises(IntegrityError):
        Topic.objects.filter(pk=topic.pk).update(**{part: ""})


def test_the_purpose_is_the_reason_in_the_log(owner):
    scope = a_topic(owner).scope(owner)
    assert (scope.agency, scope.person) == ("water", "lan")
    assert "Send pumps" in scope.purpose
