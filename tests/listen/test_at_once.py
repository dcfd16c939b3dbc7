"""Several processes and people at once, on SQLite and on PostgreSQL: nothing is lost, doubled or stuck."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.databases import together

from civicbeat.listen import collect, deliveries, mappings
from civicbeat.listen.deliveries import open_webhook
from civicbeat.listen.follow import follow, follow_feed
from civicbeat.listen.ledger import Ledger, note_run
from civicbeat.listen.models import Delivery, FollowedSource, KeyUse, SavedMapping, SourceDay
from civicbeat.listen.quotas import use, used
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import BadMapping, InputError
from civicbeat.sources.files.mapping import Mapping
from civicbeat.sources.policy import Quota

pytestmark = pytest.mark.usefixtures("records")
AT_ONCE = 8


@pytest.fixture(autouse=True)
def _nothing_else():
    FollowedSource.objects.all().delete()


def a_source(name="feeds.one"):
    return FollowedSource.objects.create(name=name, kind="feeds", title=name)


def test_a_feed_that_many_add_at_once_is_followed_once():
    found = together(AT_ONCE, lambda _n: follow_feed("https://news.example/rss").pk)
    assert len(set(found)) == 1, found
    assert FollowedSource.objects.count() == 1


def test_feeds_of_one_host_that_are_added_at_once_have_names_of_their_own():
    found = together(AT_ONCE, lambda n: follow_feed(f"https://news.example/{n}.xml").name)
    assert sorted(found) == ["feeds.news-example", *(f"feeds.news-example-{n}" for n in range(2, AT_ONCE + 1))]


def test_of_webhooks_that_would_share_a_key_one_is_made():
    found = together(AT_ONCE, lambda n: open_webhook("webhook.a-b" if n % 2 else "webhook.a.b").name)
    kept = FollowedSource.objects.get().name
    assert {str(one) for one in found if isinstance(one, str)} == {kept}
    assert sum(isinstance(one, InputError) for one in found) == AT_ONCE // 2


def test_a_name_is_not_taken_from_another_mapping():
    def keep(n):
        return mappings.keep("plan", ["text", f"column {n}"], Mapping(columns={"text": "text"})).columns

    found = together(AT_ONCE, keep)
    assert [one for one in found if isinstance(one, list)] == [SavedMapping.objects.get().columns]
    assert sum(isinstance(one, BadMapping) for one in found) == AT_ONCE - 1


def test_units_of_a_key_add_up():
    quota = Quota(key="YOUTUBE", units=10_000)
    now = datetime.now(UTC)
    assert together(AT_ONCE, lambda n: [use(quota, n, now) for _ in range(5)]) == [[None] * 5] * AT_ONCE
    assert used(quota, now) == 5 * sum(range(AT_ONCE))
    assert KeyUse.objects.count() == 1


def test_what_runs_of_one_source_note_adds_up():
    source = a_source()

    def run(n):
        ledger, tally = Ledger(FollowedSource.objects.get(pk=source.pk)), Tally()
        for _ in range(4):
            note_run(source)
            tally.new += 2
            tally.reasons.update({"no-text": 1, f"reason-{n}": 1})
            ledger.note(tally)

    assert together(AT_ONCE, run) == [None] * AT_ONCE
    source.refresh_from_db()
    [day] = SourceDay.objects.all()
    assert (source.posts, source.rejected) == (64, 64)
    assert (day.new, sum(day.by_hour), day.readings) == (64, 64, 32)
    assert Counter(day.reasons) == {"no-text": 32} | {f"reason-{n}": 4 for n in range(AT_ONCE)}


@pytest.mark.parametrize("turn", range(4))
def test_runs_that_begin_a_day_together_do_not_wait_for_each_other(turn):
    """One adds the day's row, which refers to the source that another has locked: each would wait for the other."""
    source = a_source()

    def run(n):
        note_run(source) if n % 2 else Ledger(FollowedSource.objects.get(pk=source.pk)).note(Tally(new=1))

    assert together(AT_ONCE, run) == [None] * AT_ONCE
    assert (SourceDay.objects.get().new, SourceDay.objects.get().readings) == (AT_ONCE // 2, AT_ONCE // 2)


def test_a_delivery_that_comes_to_several_processes_is_counted_once(monkeypatch):
    source = a_source("webhook.one")

    class Intake:
        intake = property(lambda self: self)

        def run(self, *_):
            return Tally(new=3)

    monkeypatch.setattr(deliveries, "current", Intake)
    taken = together(AT_ONCE, lambda _n: deliveries._taken(source, None, "mark"))
    assert [one.new for one in taken if one is not None] == [3], taken
    source.refresh_from_db()
    assert (source.posts, Delivery.objects.count(), SourceDay.objects.get().readings) == (3, 1, 1)


def test_a_source_is_read_by_one_process_at_a_time(elsewhere, monkeypatch):
    source, done = a_source(), []
    collector = collect.Collector(None)
    monkeypatch.setattr(collect, "read", lambda _beat, pk: done.append(pk))
    monkeypatch.setattr(collect, "recheck", lambda _beat, pk: done.append(-pk))
    assert elsewhere.take(f"source {source.pk}")
    collect._in_thread(collector._read_if_due, source.pk)
    assert done == [], "another process reads it"
    FollowedSource.objects.update(recheck_due_at=datetime.now(UTC) - timedelta(hours=1))
    collect._in_thread(collector._recheck_if_due, -source.pk)
    assert done == [-source.pk], "but its older posts may be looked at meanwhile"
    elsewhere.give_back(f"source {source.pk}")
    collect._in_thread(collector._read_if_due, source.pk)
    assert done == [-source.pk, source.pk]


def test_what_another_process_has_just_read_is_not_read_again(monkeypatch):
    source, done = a_source(), []
    monkeypatch.setattr(collect, "read", lambda _beat, pk: done.append(pk))
    FollowedSource.objects.update(due_at=datetime.now(UTC) + timedelta(minutes=10))
    collect._in_thread(collect.Collector(None)._read_if_due, source.pk)
    collect._in_thread(collect.Collector(None)._recheck_if_due, -source.pk)
    assert done == []


def test_sources_that_differ_are_read_side_by_side(elsewhere):
    one, two = a_source(), follow("feeds", {"address": "https://other.example/rss"})
    assert elsewhere.take(f"source {one.pk}")
    with collect.at_work(two.pk) as mine:
        assert mine
