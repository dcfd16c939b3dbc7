"""A post is stored once, as it was last read, at the time it was first said."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.making import READ, START, batch, crowd, masked

from civicbeat.records.errors import StoreError
from civicbeat.store.write import Written

LATER = READ + timedelta(days=1)
COLUMNS = "id, text, published_at, likes"


def standing(store, columns=COLUMNS):
    rows = store._clients.rows(f"SELECT {columns} FROM posts FINAL WHERE gone = 0 ORDER BY id")
    return [tuple(row) for row in rows]


def test_the_same_batch_twice_is_stored_once(store):
    rows = batch(crowd(300))
    assert store.write(rows, token="a") == Written(new=300)
    assert store.write(rows, token="a") == Written(repeated=300)
    assert store.write(rows, token="b") == Written(repeated=300)
    assert len(standing(store)) == 300


def test_the_same_post_twice_in_a_batch_is_stored_as_last_read(store):
    rows = [{"id": 1, "text": "sau", "collected_at": LATER}, {"id": 1, "text": "trước"}, {"id": 2}]
    assert store.write(batch(rows), token="a") == Written(new=2, repeated=1)
    assert [row[1] for row in standing(store)] == ["sau", "một bài viết"]


@pytest.mark.parametrize("change", [{"text": "đã sửa"}, {"likes": 5}, {"themes": ["flooding"]}, {"p_negative": 0.5}])
def test_a_later_reading_that_differs_is_an_edit(store, change):
    store.write(batch([{"id": 1}]), token="a")
    assert store.write(batch([{"id": 1, "collected_at": LATER} | change]), token="b") == Written(edited=1)
    assert len(standing(store)) == 1


def test_a_later_reading_that_says_the_same_is_a_repeat(store):
    store.write(batch([{"id": 1, "likes": 2}]), token="a")
    assert store.write(batch([{"id": 1, "likes": 2, "collected_at": LATER}]), token="b") == Written(repeated=1)


def test_an_older_reading_changes_nothing(store):
    store.write(batch([{"id": 1, "collected_at": LATER}]), token="a")
    assert store.write(batch([{"id": 1, "text": "cũ"}]), token="b") == Written(repeated=1)
    assert standing(store)[0][1] == "một bài viết"


def test_a_post_keeps_the_time_it_was_first_stored_with(store):
    store.write(batch([{"id": 1}]), token="a")
    moved = {"id": 1, "text": "đã sửa", "published_at": START + timedelta(days=70), "collected_at": LATER}
    assert store.write(batch([moved]), token="b") == Written(edited=1)
    assert standing(store) == [(1, "đã sửa", START, None)]


def test_a_deleted_post_vanishes_and_may_come_back(store):
    store.write(batch([{"id": 1}, {"id": 2}]), token="a")
    assert store.write(batch([{"id": 1, "deleted": True, "collected_at": LATER}]), token="b") == Written(deleted=1)
    assert [row[0] for row in standing(store)] == [2]
    assert store.write(batch([{"id": 1}]), token="c") == Written(repeated=1)
    assert [row[0] for row in standing(store)] == [2]
    assert store.write(batch([{"id": 1, "collected_at": LATER + timedelta(days=1)}]), token="d") == Written(new=1)
    assert [row[0] for row in standing(store)] == [1, 2]


def test_a_post_known_only_as_deleted_is_never_shown(store):
    assert store.write(batch([{"id": 1, "deleted": True}]), token="a") == Written(deleted=1)
    assert standing(store) == []


def test_probabilities_come_back_to_a_250th(store):
    store.write(batch([{"id": 1, "p_negative": 0.123, "p_neutral": 0.377, "p_positive": 0.5}]), token="a")
    [kept] = standing(store, "p_negative / 250, p_neutral / 250, p_positive / 250")
    assert kept == pytest.approx((0.123, 0.377, 0.5), abs=1 / 500)


def test_only_enriched_batches_are_taken(store):
    with pytest.raises(StoreError, match="schema"):
        store.write(masked([{"id": 1}]), token="a")


def test_nothing_is_nothing(store):
    assert store.write(batch([]), token="a") == Written()


def test_every_kind_of_text_comes_back(store):
    texts = [
        "",
        "a\x00b",
        "🌊" * 1000,
        "'; DROP TABLE posts; --",
        "\\",
        "\t\r\n",
        "x" * 1_000_000,
        "\u202ertl",
        "{p0:String}",
    ]
    store.write(batch([{"id": n + 1, "text": text} for n, text in enumerate(texts)]), token="a")
    assert [row[1] for row in standing(store)] == texts


def test_expired_posts_are_removed(store):
    old = {"id": 1, "published_at": datetime(2020, 1, 1, tzinfo=UTC)}
    store.write(batch([old, {"id": 2, "published_at": datetime(2020, 1, 1, tzinfo=UTC)}]), token="a")
    store.write(batch([old | {"id": 3}]), token="b", keep_for=timedelta(days=30))
    store._clients.order("OPTIMIZE TABLE posts FINAL")
    assert [row[0] for row in standing(store)] == [1, 2]


reading = st.fixed_dictionaries(
    {
        "id": st.integers(1, 4),
        "text": st.sampled_from(["một", "hai", "ba"]),
        "collected_at": st.integers(0, 5).map(lambda n: READ + timedelta(hours=n)),
        "published_at": st.integers(0, 3).map(lambda n: START + timedelta(days=20 * n)),
        "deleted": st.booleans(),
    }
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(reading, min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_stands_is_the_newest_reading_however_readings_arrive(opened, batches):
    for table in ("posts", "identities"):
        opened._clients.order(f"TRUNCATE TABLE {table}")
    newest, first_said = {}, {}
    for n, rows in enumerate(batches):
        written = opened.write(batch(rows), token=str(n))
        assert written.new + written.edited + written.repeated + written.deleted == len(rows)
        for row in _last_of_each(rows):
            first_said.setdefault(row["id"], row["published_at"])
            before = newest.get(row["id"])
            # one that says the same again is not written: the moment of what stands is that of its first reading
            if before is None or (row["collected_at"] > before["collected_at"] and _says(row) != _says(before)):
                newest[row["id"]] = row
    shown = {i: (r["text"], first_said[i]) for i, r in newest.items() if not r["deleted"]}
    assert {row[0]: (row[1], row[2]) for row in standing(opened)} == shown


def _says(row):
    return row["text"], row["deleted"]


def _last_of_each(rows):
    kept = {}
    for row in rows:
        if row["id"] not in kept or row["collected_at"] >= kept[row["id"]]["collected_at"]:
            kept[row["id"]] = row
    return kept.values()


def test_ids_of_the_whole_range_are_kept(store):
    largest = int(np.iinfo(np.uint64).max)
    store.write(batch([{"id": largest}, {"id": 0}]), token="a")
    assert [row[0] for row in standing(store)] == [0, largest]


def test_a_post_read_again_is_kept_longer_where_its_time_counts_from_the_reading(store):
    now = datetime.now(UTC).replace(microsecond=0)
    month = timedelta(days=30)
    post = {"id": 1, "published_at": now - timedelta(days=60)}
    first = batch([post | {"collected_at": now - timedelta(days=29)}])
    store.write(first, token="a", keep_for=month, from_reading=True)
    again = store.write(batch([post | {"collected_at": now}]), token="b", keep_for=month, from_reading=True)
    assert (again.repeated, again.edited) == (1, 0)
    [[until]] = store._clients.rows("SELECT keep_until FROM posts FINAL")
    assert until == now + month


def test_a_post_read_again_within_a_day_costs_no_row(store):
    now = datetime.now(UTC)
    post = {"id": 1, "published_at": now - timedelta(days=60)}
    for hours in (9, 1):
        read = batch([post | {"collected_at": now - timedelta(hours=hours)}])
        store.write(read, token=str(hours), keep_for=timedelta(days=30), from_reading=True)
    assert store._clients.rows("SELECT count() FROM posts") == [(1,)]
