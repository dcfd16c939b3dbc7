"""After a month's codes were drawn anew, its posts are by as many people as before, and by no code that was known."""

from datetime import UTC, datetime

from tests.store.making import SCOPE, YEAR, batch, crowd, masked

from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.question import Metric, Question
from civicbeat.store.redraw import _PLACE
from civicbeat.store.store import Store

APRIL = datetime(2026, 4, 9, tzinfo=UTC)


def codes(store):
    """Which posts have which code, of March."""
    return dict(store._clients.rows("SELECT id, person FROM posts FINAL WHERE toYYYYMM(published_at) = 202603"))


def test_who_wrote_which_posts_stays_and_the_codes_do_not(store):
    rows = [*crowd(60, people=20), {"id": 900, "author": 7, "published_at": APRIL}]
    store.write(batch([*rows, {"id": 901, "institution": "Báo Thử"}, {"id": 902, "author": 0, "story": 5}]), token="a")
    before = codes(store)
    assert store.redraw("2026-03") == 20
    after = codes(store)
    assert (after.pop(901), after.pop(902)) == (0, before.pop(902))
    del before[901]
    assert set(after.values()).isdisjoint(before.values())
    assert len({(before[number], after[number]) for number in before}) == 20
    assert store._clients.rows("SELECT person FROM posts WHERE id = 900") == [(7,)]
    asked = Question(scope=SCOPE, period=YEAR, metrics=(Metric.PEOPLE,))
    assert store.ask(asked).table.column("people").to_pylist()[0] >= 10


def test_which_code_took_the_place_of_which_stands_nowhere(store):
    store.write(batch(crowd(30)), token="a")
    assert store.redraw("2026-03") == 30
    assert store._clients.rows("SELECT count() FROM redrawn") == [(0,)]
    [[commands]] = store._clients.rows("SELECT arrayStringConcat(groupArray(command)) FROM system.mutations")
    assert "redrawn" in commands
    assert "sipHash" not in commands


def test_no_two_stores_draw_alike(store):
    store.write(batch(crowd(30)), token="a")
    store.redraw("2026-03")
    first = codes(store)
    store.erase(first)
    store._clients.order("TRUNCATE TABLE erased")
    store.write(batch(crowd(30)), token="b")
    store.redraw("2026-03")
    assert set(first.values()).isdisjoint(codes(store).values())


def test_a_post_that_is_read_again_keeps_its_code(store):
    store.write(batch([{"id": 1, "author": 11}, {"id": 2, "author": 11}]), token="a")
    store.redraw("2026-03")
    before = codes(store)
    late = datetime(2026, 9, 1, tzinfo=UTC)
    again = [
        {"id": 1, "author": 77, "collected_at": late},
        {"id": 2, "author": 77, "text": "đã sửa", "collected_at": late},
    ]
    written = store.write(batch(again), token="b")
    assert (written.repeated, written.edited) == (1, 1)
    assert codes(store) == before


def test_one_that_is_gone_and_one_that_turns_out_to_be_an_institutions_keep_none(store):
    store.write(batch([{"id": 1, "author": 11}, {"id": 2, "author": 11}]), token="a")
    late = datetime(2026, 9, 1, tzinfo=UTC)
    gone = {"id": 1, "author": 0, "deleted": True, "text": "", "collected_at": late}
    store.write(batch([gone, {"id": 2, "author": 0, "institution": "Báo Thử", "collected_at": late}]), token="b")
    assert 11 not in codes(store).values()


def test_posts_that_were_set_aside_lose_their_code(store):
    rows = [{"id": 1, "author": 5}, {"id": 2, "author": 6, "published_at": APRIL}]
    store.bury(DeadLetter(source="a", reason="r", batch=masked(rows)))
    assert store.redraw("2026-03") == 0
    [letter] = store.dead_letters()
    assert letter.batch.column("author").to_pylist() == [0, 6]


def test_a_crash_on_the_way_leaves_no_author_without_a_code(tmp_path_factory, opened):
    """The table of what takes the place of what is in memory: after a crash, it is empty and the codes stay."""
    opened.close()
    with Store.open(path=tmp_path_factory.mktemp("redrawing")) as store:
        store.migrate()
        store.write(batch(crowd(30)), token="a")
        before = codes(store)
        [[database]] = store._clients.rows("SELECT currentDatabase()")
        store._clients.order(_PLACE.format(database=database, month="202603"), mutations_sync=2)
        assert codes(store) == before
