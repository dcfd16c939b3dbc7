"""Events: a rise is told within minutes and ends; few people, other agencies and quiet series tell nothing."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.store.making import batch
from tests.switching import silence, was_silent

from civicbeat.findings.events import STEP, _counted, _splits, current, look
from civicbeat.findings.models import Event, Watched
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today
from civicbeat.records.post import post_id

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
RISE = NOW - timedelta(minutes=30)
DAYS = 9
PAST = {
    "onset": RISE,
    "told": RISE,
    "posts": 90,
    "ratio": 3.0,
    "low": 2.0,
    "high": 4.0,
    "per_week": 0.01,
    "method": "bursts 1",
}


def usual():
    """Nine days in which a post about floods comes every three minutes; and five people who suddenly talk of waste."""
    random = np.random.default_rng(4)
    moments = [NOW - timedelta(minutes=float(at)) for at in random.uniform(0, DAYS * 1440, DAYS * 480)]
    for n, at in enumerate(moments):
        yield post(f"usual-{n}", at, 1 + n % 300, "flooding")
        if n % 3 == 0:
            yield post(f"waste-{n}", at, 1 + n % 300, "waste")
    for n in range(120):
        yield post(f"few-{n}", NOW - timedelta(minutes=n % 25), 1 + n % 5, "health")


def post(name, at, author, theme):
    return {
        "id": post_id("test.one", name),
        "published_at": at,
        "author": author,
        "themes": [theme],
        "text": "ngập" if theme == "flooding" else "chuyện khác",
    }


def rise(until):
    """From ``RISE`` on eight posts a minute."""
    minutes = int((until - RISE).total_seconds() // 60)
    return [
        post(f"rise-{m}-{n}", RISE + timedelta(minutes=m, seconds=7 * n), 500 + 8 * m + n, "flooding")
        for m in range(minutes)
        for n in range(8)
    ]


def plain(query):
    return query


@pytest.fixture
def store(beat, db):
    beat.store.write(batch(usual()), token="usual")
    beat.store.roll_up()
    return beat.store


@pytest.fixture
def agency(db):
    return Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")


def test_a_rise_is_told_within_ten_minutes_and_ends(store):
    look(store, RISE, plain)
    assert not Event.objects.filter(value="flooding", ended=None).exists()
    begun = RISE + timedelta(minutes=10)
    store.write(batch(rise(begun)), token="first")
    look(store, begun, plain)
    [event] = Event.objects.filter(value="flooding", ended=None)
    assert abs(event.onset - RISE) <= timedelta(minutes=10)
    assert event.told <= begun
    assert event.low > 2
    assert event.posts >= 10
    later = RISE + timedelta(minutes=20)
    store.write(batch(rise(later)), token="second")
    look(store, later, plain)
    [same] = Event.objects.filter(value="flooding", ended=None)
    assert same.pk == event.pk
    assert same.posts > event.posts
    look(store, NOW + timedelta(hours=4), plain)
    same.refresh_from_db()
    assert same.ended is not None


def test_looking_again_changes_nothing(store):
    store.write(batch(rise(NOW)), token="rise")
    look(store, NOW, plain)
    before = list(Event.objects.values_list("pk", "onset", "posts"))
    kept = dict(Watched.objects.values_list("series", "kept"))
    assert before
    look(store, NOW, plain)
    assert list(Event.objects.values_list("pk", "onset", "posts")) == before
    assert dict(Watched.objects.values_list("series", "kept")) == kept


def test_few_people_make_no_event_however_much_they_write(store):
    look(store, NOW, plain)
    assert not Event.objects.filter(value="health").exists()


def test_a_topics_events_are_its_agencys_alone(store, agency):
    person = Account.objects.create(username="an", agency=agency)
    topic = Topic.objects.create(
        agency=agency,
        owner=person,
        name="Ngập",
        query="ngập",
        purpose="Điều máy bơm.",
        legal_basis="Quyết định mẫu 12",
        starts_on=today() - timedelta(days=1),
        ends_on=today() + timedelta(days=30),
    )
    store.write(batch(rise(NOW)), token="rise")
    look(store, NOW, plain)
    [event] = Event.objects.filter(topic=topic, ended=None)
    since = NOW - timedelta(days=7)
    assert event in current(agency.short_name, since)
    assert event not in current("other", since)
    assert any(each.value == "flooding" for each in current("other", since))
    topic.delete()
    assert not Event.objects.filter(pk=event.pk).exists()


def test_a_process_that_ends_is_not_kept_waiting(store):
    class Ending:
        @staticmethod
        def wait(_seconds):
            return True

    assert look(store, NOW, plain, Ending()) == 0


def test_what_rests_on_a_model_that_is_off_is_neither_watched_nor_told(store, agency):
    Event.objects.create(**PAST, group="theme", value="flooding")
    Event.objects.create(**PAST, group="place", value="vn.hcm")
    silence("themes")
    look(store, NOW, plain)
    assert not Watched.objects.filter(series__startswith="theme:").exists()
    assert [event.group for event in current("a", RISE - timedelta(days=1))] == ["place"]


def test_the_end_of_a_silence_is_no_rise(store):
    """What came meanwhile has no theme: without knowing why, the first posts that have one again look like a rise."""
    off, on = NOW - timedelta(days=4), NOW - timedelta(hours=6)
    rows = [
        row | {"themes": ["unclassified"], "collected_at": NOW} if off < row["published_at"] < on else row
        for row in usual()
    ]
    store.write(batch(rows), token="silent")
    was_silent("themes", off, on)
    [split] = [split for split in _splits(store, NOW, plain) if "flooding" in split.series]
    heard = {series.value: heard for series, _, heard in _counted(store, split, NOW - timedelta(days=9), NOW)}
    cells = [int((at - (NOW - timedelta(days=9))).total_seconds() // STEP) for at in (off, on)]
    assert not heard["flooding"][slice(*cells)].any()
    assert heard["flooding"][: cells[0]].all()
    assert heard["flooding"][cells[1] :].all()
    look(store, NOW, plain)
    assert not Event.objects.filter(value="flooding", onset__gte=off).exists()


def test_an_empty_store_has_no_events(beat, db):
    assert look(beat.store, NOW, plain) == 0
