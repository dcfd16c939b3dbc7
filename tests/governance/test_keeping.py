"""Keeping: one finding is given to another agency without its topic, taken back, gone with its topic; all logged."""

from datetime import timedelta

import pytest
from tests.governance.test_sharing import roads, someone, topic, water  # noqa: F401  # fixtures
from tests.governance.test_topics import a_topic

from civicbeat.findings.forgetting import RENEWED_WITHIN, clear_ended
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics import keeping
from civicbeat.governance.topics.models import Giving, KeptFinding, Topic
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db
WHY = "They answer the press about it."
CONTENT = {"said": "something"}


@pytest.fixture
def kept(water, topic):  # noqa: F811
    return keeping.keep(water, topic, "story", CONTENT)


def seen(person):
    return list(KeptFinding.objects.seen_by(person.agency).distinct())


def actions():
    return list(Entry.objects.order_by("number").values_list("action", "person", "agency"))


def test_nobody_else_sees_it_until_it_is_given_and_then_not_its_topic(water, roads, kept):  # noqa: F811
    assert (seen(water), seen(roads)) == ([kept], [])
    given = keeping.give(water, kept, roads.agency, WHY)
    assert seen(roads) == [kept]
    assert keeping.received(roads.agency) == [given]
    assert not Topic.objects.seen_by(roads.agency.short_name).exists()
    keeping.end(water, given, "It was corrected.")
    assert (seen(water), seen(roads)) == ([kept], [])
    assert Giving.objects.get().ended_why == "It was corrected."
    assert actions() == [
        ("finding-keep", "of-water", "water"),
        ("finding-give", "of-water", "water"),
        ("finding-end", "of-water", "water"),
    ]


def test_what_is_taken_back_can_be_given_again(water, roads, kept):  # noqa: F811
    keeping.end(water, keeping.give(water, kept, roads.agency, WHY), "Too early.")
    keeping.give(water, kept, roads.agency, "Now it is certain.")
    assert seen(roads) == [kept]
    assert Giving.objects.count() == 2


def test_each_agency_has_it_by_itself(water, roads, kept):  # noqa: F811
    parks = someone("parks")
    first = keeping.give(water, kept, roads.agency, WHY)
    keeping.give(water, kept, parks.agency, WHY)
    keeping.end(roads, first, "We need it no longer.")
    assert (seen(roads), seen(parks)) == ([], [kept])


def test_nobody_gives_or_takes_what_is_not_theirs(water, roads, topic, kept):  # noqa: F811
    parks = someone("parks")
    with pytest.raises(NotAllowed, match="another agency"):
        keeping.keep(roads, topic, "story", CONTENT)
    with pytest.raises(NotAllowed, match="another agency"):
        keeping.give(roads, kept, roads.agency, WHY)
    given = keeping.give(water, kept, roads.agency, WHY)
    with pytest.raises(NotAllowed, match="another agency"):
        keeping.give(roads, kept, parks.agency, "To hand it on.")
    with pytest.raises(NotAllowed, match="another agency"):
        keeping.end(parks, given, "I want to.")
    with pytest.raises(NotAllowed, match="another agency"):
        keeping.remove(roads, kept, "I want to.")
    with pytest.raises(NotAllowed, match="own"):
        keeping.give(water, kept, water.agency, WHY)
    with pytest.raises(NotAllowed, match="already"):
        keeping.give(water, kept, roads.agency, "Twice.")
    with pytest.raises(InputError, match="reason"):
        keeping.give(water, kept, parks.agency, "  ")
    keeping.end(roads, given, "Enough.")
    with pytest.raises(NotAllowed, match="ended already"):
        keeping.end(water, given, "Once more.")


def test_what_is_removed_is_seen_by_nobody_and_holds_nothing(water, roads, kept):  # noqa: F811
    keeping.give(water, kept, roads.agency, WHY)
    keeping.remove(water, kept, "The figures were wrong.")
    assert (seen(water), seen(roads), keeping.received(roads.agency)) == ([], [], [])
    left = KeptFinding.objects.get()
    assert (left.content, left.removed_by, left.removed_why) == (None, "of-water", "The figures were wrong.")
    assert Giving.objects.get().ended_at == left.removed_at
    with pytest.raises(NotAllowed, match="not kept any more"):
        keeping.give(water, kept, someone("parks").agency, WHY)
    with pytest.raises(NotAllowed, match="removed already"):
        keeping.remove(water, kept, "Twice.")


def test_it_ends_with_its_topic_and_a_month_later_holds_nothing(water, roads, topic, kept):  # noqa: F811
    given = keeping.give(water, kept, roads.agency, WHY)
    Topic.objects.filter(pk=topic.pk).update(ends_on=today())
    assert (seen(water), seen(roads), keeping.received(roads.agency)) == ([], [], [])
    kept.refresh_from_db()
    with pytest.raises(NotAllowed, match="closed"):
        keeping.give(water, kept, someone("parks").agency, WHY)
    clear_ended(today() + RENEWED_WITHIN - timedelta(days=1))
    kept.refresh_from_db()
    assert kept.content == CONTENT, "it may still be renewed"
    clear_ended(today() + RENEWED_WITHIN)
    kept.refresh_from_db()
    given.refresh_from_db()
    assert (kept.content, kept.removed_why, given.ended_why) == (None, "The topic has ended.", "The topic has ended.")


def test_nothing_is_kept_for_a_topic_that_does_not_run(water):  # noqa: F811
    late = a_topic(water, starts_on=today() + timedelta(days=2), ends_on=today() + timedelta(days=90))
    late.save()
    with pytest.raises(NotAllowed, match="closed"):
        keeping.keep(water, late, "story", CONTENT)


def test_a_look_is_written_down_for_the_agency_that_looks_with_why_it_was_given(water, roads, kept):  # noqa: F811
    keeping.give(water, kept, roads.agency, WHY)
    keeping.looked(roads, kept)
    keeping.looked(water, kept)
    theirs, ours = Entry.objects.filter(action="finding-look").order_by("number")
    assert (theirs.agency, theirs.person, theirs.reason) == ("roads", "of-roads", WHY)
    assert (ours.agency, ours.reason) == ("water", "Flooding: Send pumps where streets flood")
    assert kept.key not in f"{theirs.subject}{theirs.details}", "the key opens it"


def test_keys_are_chance(water, topic):  # noqa: F811
    keys = {keeping.keep(water, topic, "story", CONTENT).key for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) >= 24 for key in keys)
