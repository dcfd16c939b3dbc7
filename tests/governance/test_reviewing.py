"""Reviews twice a year, and no topic without somebody who answers for it."""

from datetime import timedelta

import pytest
from tests.governance.test_topics import a_topic

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics import reviewing
from civicbeat.governance.topics.models import REVIEWED_EVERY, Topic
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    agency = Agency.objects.create(short_name="water", name_vi="Thoát nước", name_en="Drainage")
    return Account.objects.create(username="lan", display_name="Lan", agency=agency)


@pytest.fixture
def topic(lan):
    made = a_topic(
        lan,
        starts_on=today() - timedelta(days=200),
        ends_on=today() + timedelta(days=90),
        review_on=today(),
    )
    made.save()
    return made


def of(agency, name, role):
    return Account.objects.create(username=name, agency=agency, role=role)


def test_a_new_topic_is_to_be_reviewed_in_half_a_year():
    assert Topic().review_on == today() + REVIEWED_EVERY


def test_a_review_holds_for_half_a_year(lan, topic):
    assert topic.review_due
    reviewing.review(lan, topic, "Pumps came an hour sooner in June.")
    topic.refresh_from_db()
    assert (topic.review_due, topic.reviewed_on, topic.review_on) == (False, today(), today() + REVIEWED_EVERY)
    assert Entry.objects.get().action == "topic-review"


def test_a_review_says_why_and_is_the_agencys_own(lan, topic):
    with pytest.raises(InputError, match="reason"):
        reviewing.review(lan, topic, " ")
    other = Agency.objects.create(short_name="roads", name_vi="Đường", name_en="Roads")
    with pytest.raises(NotAllowed, match="another agency"):
        reviewing.review(of(other, "minh", Role.ANALYST), topic, "Why not?")


def test_an_ended_topic_is_not_reviewed(lan, topic):
    Topic.objects.update(ends_on=today())
    topic.refresh_from_db()
    assert not topic.review_due
    with pytest.raises(NotAllowed, match="closed"):
        reviewing.review(lan, topic, "It was good.")


def test_a_topic_is_handed_over_to_somebody_who_works_with_topics(lan, topic):
    hoa, steward = of(lan.agency, "hoa", Role.MANAGER), of(lan.agency, "tam", Role.STEWARD)
    other = Agency.objects.create(short_name="roads", name_vi="Đường", name_en="Roads")
    for wrong in (steward, of(other, "minh", Role.ANALYST)):
        with pytest.raises(NotAllowed, match="cannot answer"):
            reviewing.hand_over(lan, topic, wrong, "I leave.")
    reviewing.hand_over(lan, topic, hoa, "I leave.")
    topic.refresh_from_db()
    assert topic.owner == hoa
    entry = Entry.objects.get()
    assert (entry.action, entry.details) == ("topic-owner", {"before": "lan", "after": "hoa"})


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": Role.STEWARD}])
def test_a_topic_whose_owner_left_is_known(lan, topic, changes):
    assert not reviewing.orphaned(topic)
    Account.objects.filter(pk=lan.pk).update(**changes)
    assert reviewing.orphaned(Topic.objects.get())
    assert lan not in reviewing.heirs(topic)
