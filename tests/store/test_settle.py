"""Questions read each post once, with FINAL where a month may hold it twice and without where it cannot."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from tests.store.making import READ, SCOPE, START, YEAR, batch, crowd

from civicbeat.records.period import Period
from civicbeat.store.bound import Binder
from civicbeat.store.pieces import pieces
from civicbeat.store.question import Group, Look, Metric, Question

LATER = READ + timedelta(days=1)
AFTER = Period(LATER, LATER + timedelta(days=1))
KEPT = timedelta(days=4_000)


@pytest.fixture
def months(store):
    return store._months


def counted(store):
    answer = store.ask(Question(scope=SCOPE, period=YEAR, metrics=tuple(Metric), by=(Group.SENTIMENT,)))
    return answer.table.to_pylist()


def test_new_posts_leave_a_month_settled(store, months):
    store.write(batch(crowd(50)), token="a")
    store.write(batch(crowd(50)), token="a")
    assert months.months().unsettled == set()


@pytest.mark.parametrize("change", [{"text": "đã sửa"}, {"deleted": True}])
def test_an_edit_unsettles_its_month_until_it_is_merged(store, months, change):
    store.write(batch(crowd(60)), token="a")
    store.write(batch([row | change | {"collected_at": LATER} for row in crowd(20)]), token="b")
    assert months.months().unsettled == {202603}
    before = counted(store)
    assert months.settle(quiet=timedelta()) == 1
    assert months.months().unsettled == set()
    assert counted(store) == before
    assert store._clients.rows("SELECT count() FROM posts") == [(60,)]


def test_only_an_unsettled_month_is_read_with_final(store, months):
    store.write(batch(crowd(60)), token="a")
    store.write(batch([row | {"likes": 1, "collected_at": LATER} for row in crowd(20)]), token="b")
    store.write(batch([row | {"published_at": AFTER.start} for row in crowd(60, first=500)]), token="c")
    found = {piece.table: piece.condition for piece in pieces(YEAR, months.months(), Binder())}
    assert set(found) == {"posts", "posts FINAL"}
    assert {piece.table for piece in pieces(AFTER, months.months(), Binder())} == {"posts"}


def test_a_period_before_all_posts_has_a_piece_without_rows(store, months):
    store.write(batch(crowd(60)), token="a")
    before = Period(datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 1, 1, tzinfo=UTC))
    [piece] = pieces(before, months.months(), Binder())
    assert store._clients.rows(f"SELECT count() FROM {piece.table} WHERE {piece.condition}") == [(0,)]


def test_a_post_is_not_shown_once_its_time_is_over(store, months):
    """Before a merge removes it: the clock is moved, the parts stay."""
    store.write(batch(crowd(60, text="lâu")), token="a")
    store.write(batch(crowd(60, first=500, text="ngắn")), token="b", keep_for=KEPT)
    months._clock = lambda: START + KEPT / 2
    months.written()
    try:
        assert shown(store) == (60, 120)
        months._clock = lambda: START + 2 * KEPT
        assert shown(store) == (0, 60)
        assert store._clients.rows("SELECT count() FROM posts") == [(120,)]
    finally:
        months._clock = partial(datetime.now, UTC)


def shown(store):
    """How many of the posts that expire are seen, and how many in all, to the nearest 20."""
    seen = store.look(Look(scope=SCOPE, period=YEAR, query="ngắn", limit=500)).posts
    [row] = store.ask(Question(scope=SCOPE, period=YEAR)).table.to_pylist()
    return len(seen), round(row["posts"] / 20) * 20


def test_a_post_that_was_gone_before_it_was_ever_read_is_not_counted(store, months):
    store.write(batch(crowd(60)), token="a")
    before = counted(store)
    store.write(batch(crowd(30, first=900, deleted=True)), token="b")
    assert counted(store) == before
    months.settle(quiet=timedelta())
    assert months.months().holed == {202603}
    assert counted(store) == before
