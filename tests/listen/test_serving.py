"""A source that serves certain topics is read while one of them runs; a month after the last its posts go."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.store.making import batch, crowd

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.topics.models import RENEWED_WITHIN, Topic
from civicbeat.listen.collect import due
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.serving import at_rest, end_terms, must_serve, rest, serve
from civicbeat.records.errors import InputError
from civicbeat.records.period import today

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def person(name):
    agency = Agency.objects.create(short_name=name, name_vi=name, name_en=name)
    return Account.objects.create(username=f"of-{name}", agency=agency)


def topic(by, name="Ngập", ends_in=30):
    return Topic.objects.create(
        agency=by.agency,
        owner=by,
        name=name,
        query="ngập",
        purpose="Mục đích",
        legal_basis="Căn cứ",
        starts_on=today() - timedelta(days=90),
        ends_on=today() + timedelta(days=ends_in),
    )


@pytest.fixture
def lan():
    return person("water")


@pytest.fixture
def source():
    return FollowedSource.objects.create(name="test.ours", kind="feeds", title="Ours")


def end(one, days_ago=0):
    Topic.objects.filter(pk=one.pk).update(ends_on=today() - timedelta(days=days_ago))


def is_due(source):
    return source.pk in [pk for pk, _ in due(NOW)]


def test_a_source_is_read_while_one_of_its_topics_runs(lan, source):
    one, other = topic(lan), topic(lan, "Cống")
    serve(lan, source, [one, other])
    end(one)
    assert rest() == 0
    assert is_due(source)
    end(other)
    assert rest() == 1
    assert not is_due(source)
    assert rest() == 0, "once"
    assert list(Entry.objects.order_by("number").values_list("action", flat=True)) == ["serve", "pause"]
    with pytest.raises(InputError, match="No topic"):
        must_serve(source)


def test_a_source_that_serves_no_topic_in_particular_is_read_on(lan, source):
    end(topic(lan))
    assert rest() == 0
    must_serve(source)
    assert end_terms(None, today()) == 0


def test_a_topic_that_has_not_begun_lets_nothing_be_read(lan, source):
    later = topic(lan)
    Topic.objects.filter(pk=later.pk).update(starts_on=today() + timedelta(days=2))
    serve(lan, source, [later])
    assert list(at_rest()) == [source]


def test_an_agency_speaks_for_its_own_topics_alone(lan, source):
    minh = person("roads")
    one, other = topic(lan), topic(minh)
    serve(lan, source, [one])
    serve(minh, source, [one, other])
    assert set(source.topics.all()) == {one, other}
    serve(lan, source, [])
    assert set(source.topics.all()) == {other}


def test_what_came_for_ended_topics_goes_a_month_later(beat, lan, source):
    past = crowd(30, first=1, source="test.ours", published_at=NOW - timedelta(days=3))
    beat.store.write(batch(past), token="serving-a")
    beat.store.write(batch(crowd(30, first=900, source="test.other")), token="serving-b")
    one, other = topic(lan), topic(lan, "Cống")
    serve(lan, source, [one, other])
    end(one, days_ago=40)
    end(other, days_ago=RENEWED_WITHIN.days - 1)
    assert end_terms(beat.store, today()) == 0
    end(other, days_ago=RENEWED_WITHIN.days)
    assert end_terms(beat.store, today()) == 1
    assert beat.store.still_held([*range(1, 31), 900]) == {900}
    assert end_terms(beat.store, today()) == 0
    assert Entry.objects.first().action == "end-term"
