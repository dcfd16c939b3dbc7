"""Rereading: what came while a model was off gets its labels by itself, nothing else changes, and the gap closes."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.store.making import SCOPE, batch
from tests.switching import BY, WHY, was_silent

from civicbeat.enrich.themes import Themes
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.switches.models import Reading, Switch
from civicbeat.governance.switches.state import remembered, silent
from civicbeat.listen import corrections, rereading
from civicbeat.listen.rereading import Ahead, Rereader, read_on, waiting
from civicbeat.records.period import Period
from civicbeat.records.post import post_id
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.relabel import Labels

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
OFF, ON = NOW - timedelta(days=3), NOW - timedelta(days=1)
TEXTS = ("Đường ngập nước tới gối, xe chết máy", "Rác chất đống ba ngày không ai gom", "Mất điện từ chiều tới giờ")
COUNT = 450
FLOODING = Filter(Group.THEME, ("flooding",))


def row(n, **more):
    at = OFF + timedelta(minutes=5 * n)
    return {
        "id": post_id("test.one", str(n)),
        "published_at": at,
        "collected_at": at + timedelta(seconds=30),
        "text": f"{TEXTS[n % 3]} {n}",
        "author": 1 + n % 60,
        "themes": ["unclassified"],
        "sentiment": "positive",
        "institution": "Báo Phố Mẫu" if n % 50 == 0 else "",
    } | more


@pytest.fixture
def store(beat):
    cache.clear()  # corrections are remembered for a while
    beat.store.write(batch(row(n) for n in range(COUNT)), token="came", keep_for=timedelta(days=90))
    before = row(9_000) | {"published_at": OFF - timedelta(hours=2), "collected_at": OFF - timedelta(hours=1)}
    beat.store.write(batch([before]), token="before")
    was_silent("themes", OFF, ON)
    return beat.store


def everything(beat):
    """Reads all that waits, as the loop does; gives how many posts got other labels."""
    changed, ahead = 0, Ahead()
    while (due := next(waiting(NOW), None)) is not None:
        changed += read_on(beat, due, ahead)
    return changed


def labels(store, *numbers):
    posts = {post.id: post for post in store.held([post_id("test.one", str(n)) for n in numbers])}
    return [tuple(posts[post_id("test.one", str(n))].themes) for n in numbers]


def flooding(store):
    return store.ask(Question(scope=SCOPE, period=Period(OFF, ON), by=(Group.HOUR,), filters=(FLOODING,)))


def test_what_came_meanwhile_gets_its_labels_and_the_gap_closes(beat, store):
    before = flooding(store)
    assert not any(before.table.column("posts").to_pylist())
    assert before.table.column("posts").null_count == len(before.table)
    assert before.coverage.gaps
    assert everything(beat) > COUNT / 2
    assert labels(store, 0, 1, 2) == [("flooding",), ("waste",), ("power",)]
    after = flooding(store)
    assert after.coverage.gaps == ()
    assert None not in [row["posts"] for row in after.table.to_pylist() if not row["hidden"]]
    [whole] = store.ask(Question(scope=SCOPE, period=Period(OFF, ON), filters=(FLOODING,))).table.to_pylist()
    assert whole["posts"] == pytest.approx(COUNT / 3, abs=12)
    assert silent()["themes"] == []


def test_what_was_done_is_logged_and_noted(beat, store):
    everything(beat)
    reading = Reading.objects.get()
    assert (reading.posts, reading.model, reading.since, reading.until) == (COUNT, "themes", OFF, ON)
    assert reading.done_at
    begun, done = Entry.objects.filter(action="read-again").order_by("number")
    assert (begun.details["state"], done.details["state"], done.details["posts"]) == ("begun", "done", COUNT)
    assert begun.subject == "model themes"
    assert next(waiting(NOW), None) is None, "once"


def test_nothing_else_changes(beat, store):
    ids = [post_id("test.one", str(n)) for n in (1, 50, 9_000)]
    before = store.held(ids)
    terms = store._clients.rows("SELECT id, keep_until, person, story, text FROM posts FINAL ORDER BY id")
    everything(beat)
    assert store._clients.rows("SELECT id, keep_until, person, story, text FROM posts FINAL ORDER BY id") == terms
    for old, new in zip(before, store.held(ids), strict=True):
        assert (old.sentiment, old.places, old.text, old.published_at) == (
            new.sentiment,
            new.places,
            new.text,
            new.published_at,
        )
    assert labels(store, 9_000) == [("unclassified",)], "it was collected before"


def test_what_people_corrected_stays(beat, store):
    corrections.correct(store, [post_id("test.one", "0")], Labels(themes=("noise",)))
    everything(beat)
    assert labels(store, 0, 1) == [("noise",), ("waste",)]


def test_what_was_read_anew_erased_or_is_gone_meanwhile_is_left_alone(beat, store):
    due = next(waiting(NOW))
    came = store.to_write_again(store.collected(OFF, ON, after=0, most=1_000))
    anew = row(0, text="Người viết đã sửa lời", collected_at=NOW, themes=["noise"])
    store.write(batch([anew, row(1, collected_at=NOW, deleted=True)]), token="anew")
    store.erase([post_id("test.one", "2")])
    store.write_again(came, token="late")
    assert labels(store, 0) == [("noise",)]
    assert store.held([post_id("test.one", str(n)) for n in (1, 2)]) == ()
    everything(beat)
    assert labels(store, 0) == [("noise",)]
    assert store.held([post_id("test.one", str(n)) for n in (1, 2)]) == ()
    assert due.model == "themes"


def test_a_process_that_ends_in_between_costs_nothing_and_doubles_nothing(beat, store):
    due = next(waiting(NOW))
    first = read_on(beat, due, Ahead())
    assert first > 0
    Reading.objects.update(after="0", posts=0)
    again = next(waiting(NOW))
    assert read_on(beat, again, Ahead()) == 0, "it says the same"
    assert everything(beat) > 0
    [[posts]] = store._clients.rows("SELECT count() FROM posts FINAL")
    assert posts == COUNT + 1


def test_a_model_that_is_off_again_waits(beat, store):
    Switch.objects.create(model="themes", off=True, moment=NOW - timedelta(hours=1), by=BY, reason=WHY)
    remembered.refresh()
    assert next(waiting(NOW), None) is None
    Switch.objects.create(model="themes", off=False, moment=NOW - timedelta(minutes=9), by=BY, reason=WHY)
    remembered.refresh()
    assert [reading.since for reading in waiting(NOW)] == [OFF, NOW - timedelta(hours=1)], "the oldest first"


def test_it_begins_a_minute_after_the_switch(beat, store):
    assert next(waiting(ON + timedelta(seconds=59)), None) is None
    assert next(waiting(ON + timedelta(seconds=60)), None) is not None


def test_pages_that_a_worker_had_in_hand_are_read_too(beat, store):
    late = row(7_000, collected_at=ON + timedelta(seconds=20))
    store.write(batch([late]), token="late")
    everything(beat)
    assert labels(store, 7_000) == [("waste",)]


def test_a_post_that_cannot_be_read_stays_as_it_is_and_costs_no_other(beat, store, monkeypatch):
    class Stubborn(Themes):
        def __call__(self, texts: pa.RecordBatch) -> tuple[pa.Array, ...]:
            if any(text.endswith(" 0") for text in texts.column("text").to_pylist()):
                raise ValueError
            return super().__call__(texts)

    monkeypatch.setattr(rereading, "understanding", lambda _model: (Stubborn(),))
    everything(beat)
    assert labels(store, 0, 1) == [("unclassified",), ("waste",)]
    assert Reading.objects.get().done_at


def test_the_loop_goes_on_soon_while_there_is_more_and_rests_after(beat, store, monkeypatch):
    loop = Rereader(beat, beat.stopping, every=60.0)
    pauses = [loop.work() for _ in range(5)]
    assert pauses == [rereading.PAUSE] * 4 + [60.0], "450 posts in three batches, and an empty one that ends it"
    assert timezone.now() > Reading.objects.get().done_at


@pytest.mark.parametrize("model", ["sentiment", "places", "language"])
def test_each_model_reads_what_it_did_not(beat, store, model):
    was_silent(model, OFF, ON)
    Reading.objects.create(model="themes", since=OFF, until=ON, done_at=NOW)
    remembered.refresh()
    everything(beat)
    assert Reading.objects.get(model=model).posts == COUNT
    assert labels(store, 0) == [("unclassified",)], "the other's time has not come"
    assert silent()[model] == []
