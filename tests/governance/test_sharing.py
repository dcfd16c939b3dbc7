"""Sharing a topic: given, asked for, taken back; both agencies may end it, and everything is logged."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.governance.test_topics import a_topic

from civicbeat.findings.events import current
from civicbeat.findings.forgetting import RENEWED_WITHIN, clear_ended
from civicbeat.findings.models import Event, Sample
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics import sharing
from civicbeat.governance.topics.models import Share, Topic
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db


def someone(name):
    agency = Agency.objects.create(short_name=name, name_vi=f"Cơ quan {name}", name_en=f"Agency {name}")
    return Account.objects.create(username=f"of-{name}", display_name=f"Of {name}", agency=agency)


@pytest.fixture
def water():
    return someone("water")


@pytest.fixture
def roads():
    return someone("roads")


@pytest.fixture
def topic(water):
    made = a_topic(
        water,
        starts_on=today() - timedelta(days=10),
        ends_on=today() + timedelta(days=90),
    )
    made.save()
    return made


def seen(person):
    return list(Topic.objects.seen_by(person.agency.short_name))


def test_only_the_own_agency_sees_a_topic_until_it_is_shared(water, roads, topic):
    assert (seen(water), seen(roads)) == ([topic], [])
    share = sharing.give(water, topic, roads.agency, "They close the same streets.")
    assert (seen(water), seen(roads)) == ([topic], [topic])
    sharing.end(water, share, "The works are done.")
    assert (seen(water), seen(roads)) == ([topic], [])
    assert list(Entry.objects.order_by("number").values_list("action", "person")) == [
        ("share", "of-water"),
        ("share-end", "of-water"),
    ]


def test_what_is_asked_for_is_given_or_refused(water, roads, topic):
    asked = sharing.ask(roads, topic, "We close the same streets.")
    assert sharing.waiting(water.agency) == [asked]
    assert seen(roads) == []
    with pytest.raises(NotAllowed, match="asked already"):
        sharing.ask(roads, topic, "Once more.")
    sharing.end(water, asked, "Not this one.")
    assert (sharing.waiting(water.agency), seen(roads)) == ([], [])
    again = sharing.ask(roads, topic, "Another reason.")
    given = sharing.give(water, topic, roads.agency, "A good reason.")
    assert given.pk == again.pk
    assert (given.why, seen(roads)) == ("Another reason.", [topic])


def test_both_may_end_it_and_nobody_else(water, roads, topic):
    share = sharing.give(water, topic, roads.agency, "They close the same streets.")
    with pytest.raises(NotAllowed, match="another agency"):
        sharing.end(someone("parks"), share, "I want to.")
    sharing.end(roads, share, "We need it no longer.")
    with pytest.raises(NotAllowed, match="ended already"):
        sharing.end(water, share, "Once more.")
    assert Share.objects.get().ended_by == "of-roads"


def test_nobody_shares_what_is_not_theirs(water, roads, topic):
    with pytest.raises(NotAllowed, match="another agency"):
        sharing.give(roads, topic, roads.agency, "I want to look.")
    with pytest.raises(NotAllowed, match="own"):
        sharing.give(water, topic, water.agency, "To ourselves.")
    sharing.give(water, topic, roads.agency, "They close the same streets.")
    with pytest.raises(NotAllowed, match="already"):
        sharing.give(water, topic, roads.agency, "Twice.")
    with pytest.raises(InputError, match="reason"):
        sharing.give(water, topic, someone("parks").agency, "  ")


def test_an_ended_topic_is_not_shared(water, roads, topic):
    Topic.objects.update(ends_on=today())
    topic.refresh_from_db()
    with pytest.raises(NotAllowed, match="closed"):
        sharing.give(water, topic, roads.agency, "Too late.")


def test_the_entry_of_a_look_is_that_of_the_agency_that_looks(water, roads, topic):
    assert (topic.scope(roads).agency, topic.scope(roads).person) == ("roads", "of-roads")
    assert topic.scope(roads).purpose == "Flooding: Send pumps where streets flood"


def test_events_of_a_shared_topic_are_told(water, roads, topic):
    figures = {"posts": 99, "ratio": 4.0, "low": 3.0, "high": 5.0, "per_week": 0.1, "method": "x"}
    now = timezone.now()
    Event.objects.create(group="topic", value=str(topic.pk), topic=topic, onset=now, told=now, **figures)
    assert not current("roads", now)
    sharing.give(water, topic, roads.agency, "They close the same streets.")
    assert [event.topic for event in current("roads", now)] == [topic]


def test_what_was_kept_for_a_topic_goes_a_month_after_its_end(water, roads, topic):
    now = timezone.now()
    Sample.objects.create(topic=topic, starts=now, ends=now, model="x")
    sharing.give(water, topic, roads.agency, "They close the same streets.")
    end = topic.ends_on
    assert clear_ended(end + RENEWED_WITHIN - timedelta(days=1)) == 0
    assert Sample.objects.exists()
    assert clear_ended(end + RENEWED_WITHIN) == 1
    assert not Sample.objects.exists()
    assert not Share.objects.open().exists()
    assert Topic.objects.get().cleared_on == end + RENEWED_WITHIN
    assert clear_ended(end + RENEWED_WITHIN) == 0, "once"
    assert Entry.objects.order_by("-number").first().action == "topic-clear"


def test_a_topic_that_is_renewed_after_it_was_cleared_is_cleared_again(topic):
    assert clear_ended(topic.ends_on + RENEWED_WITHIN) == 1
    topic.refresh_from_db()
    topic.ends_on += timedelta(days=100)
    topic.save()
    assert clear_ended(topic.ends_on + RENEWED_WITHIN) == 1
