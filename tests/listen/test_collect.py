"""Followed sources are read when due, each for itself; what fails backs off and leaves a gap in the ledger."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from tests.listen import fakes
from tests.listen.fakes import Numbers, moment

from civicbeat.listen import collect, quotas
from civicbeat.listen.models import FollowedSource
from civicbeat.records.period import Period

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = {}
"""Until when a source asks to wait, by its primary key: options are plain JSON."""


@pytest.fixture(autouse=True)
def _numbers(monkeypatch):
    def build(followed):
        given = followed.options | {
            "policy": fakes.COUNTED if followed.options.get("cost") else fakes.POLICY,
            "waits_until": WAITS.get(followed.pk),
        }
        return Numbers(name=followed.name, **given)

    monkeypatch.setattr(collect, "build", build)


def follow(name="test.numbers", **options):
    return FollowedSource.objects.create(name=name, kind="numbers", title=name, options={"count": 300} | options)


def test_a_reading_moves_the_cursor_and_says_when_it_is_due_again(beat):
    followed = follow()
    tally = collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert tally is not None
    assert (followed.cursor, followed.posts, followed.failures) == ({"next": 300}, 300, 0)
    assert followed.due_at > datetime.now(UTC) + timedelta(seconds=0.8 * followed.every_seconds)
    assert (followed.pk, 600) not in collect.due(datetime.now(UTC))


def test_a_second_reading_goes_on_where_the_first_ended(beat):
    followed = follow()
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    followed.options = {"count": 400}
    followed.save()
    tally = collect.read(beat, followed.pk)
    assert (tally.read, tally.new) == (100, 100)


def test_a_source_that_fails_backs_off_and_leaves_a_gap(beat):
    followed = follow(breaks_at=0)
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    first = followed.due_at
    assert (followed.failures, followed.cursor) == (1, {})
    assert "line went dead" in followed.problem
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert followed.due_at - datetime.now(UTC) > 1.2 * (first - datetime.now(UTC))
    period = Period.back_from(datetime.now(UTC) + timedelta(minutes=1), timedelta(minutes=30))
    assert beat.store.coverage(period, ("test.numbers",)).gaps


def test_a_recovered_source_forgets_its_failures(beat):
    followed = follow(breaks_at=100)
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert followed.cursor == {"next": 100}
    followed.options = {"count": 300}
    followed.save()
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert (followed.failures, followed.problem, followed.cursor) == (0, "", {"next": 300})


def test_paused_sources_are_not_due(beat):
    follow()
    FollowedSource.objects.update(paused=True)
    assert not collect.due(datetime.now(UTC))


def test_a_source_that_asks_to_wait_has_not_failed(beat):
    until = datetime.now(UTC) + timedelta(hours=3)
    followed = follow()
    WAITS[followed.pk] = until
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert (followed.failures, followed.due_at) == (0, until)
    assert "Not now" in followed.problem


def test_a_key_that_is_used_up_is_waited_for_and_nothing_is_lost(beat):
    followed = follow(cost=2)
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert followed.cursor == {"next": 300}  # three pages of two units: the last began with one left
    followed.options["count"] = 500
    followed.save()
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert (followed.cursor, followed.failures) == ({"next": 300}, 0)
    assert followed.due_at == quotas.begins_anew(fakes.COUNTED.quota, datetime.now(UTC))


def test_the_day_of_a_source_tells_what_it_gave(beat):
    followed = follow(no_text_every=10)
    collect.read(beat, followed.pk)
    collect.read(beat, followed.pk)
    [day] = followed.days.all()
    assert (day.readings, day.failures, day.new, day.reasons, day.unknown) == (
        2,
        0,
        270,
        {"no-text": 30},
        {"mood": 300},
    )
    assert sum(day.by_hour) == 270


def test_a_source_of_which_nothing_can_be_used_has_changed_its_format(beat):
    followed = follow(no_text_every=1)
    assert collect.read(beat, followed.pk) is None
    followed.refresh_from_db()
    assert followed.failures == 1
    assert "every item lacks" in followed.problem
    assert followed.sample == {"n": "number"}
    followed.options = {"count": 600}
    followed.save()
    collect.read(beat, followed.pk)
    followed.refresh_from_db()
    assert (followed.failures, followed.problem, followed.sample) == (0, "", None)


def test_the_collector_reads_all_that_is_due_though_one_is_broken(beat):
    follow("test.broken", breaks_at=0)
    good = follow("test.good")
    collector = collect.Collector(beat)
    collector.start()
    reached = threading.Event()
    for _ in range(300):
        good.refresh_from_db()
        if good.posts == 300:
            reached.set()
            break
        threading.Event().wait(0.1)
    beat.stopping.set()
    collector.join(timeout=30)
    assert reached.is_set()
    assert not collector.is_alive()
    assert FollowedSource.objects.get(name="test.broken").failures >= 1
    assert moment(0) < datetime.now(UTC)
