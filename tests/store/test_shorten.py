"""The institution's own term: from the first reading, the earlier end of two, and shorter for what is stored.

The engine's clock cannot be moved, so the posts are moved before it.
"""

from datetime import UTC, datetime, timedelta

import pytest
from tests.store.making import batch, crowd, masked

from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.expire import expire
from civicbeat.store.standing import Standing

NOW = datetime.now(UTC).replace(microsecond=0)
SAID = NOW - timedelta(days=400)
"""When the posts were published: long before they were read."""
OWN = timedelta(days=100)
WORD = "xylophonquartz"


def end(store, number=1, table="posts"):
    [[until]] = store._clients.rows(f"SELECT max(keep_until) FROM {table} FINAL WHERE id = {number}")
    return until


def write(store, read_at, token, *, own=OWN, **more):
    post = {"id": 1, "published_at": SAID, "collected_at": read_at, "text": WORD}
    return store.write(batch([post | more.pop("post", {})]), token=token, own=own, **more)


def test_it_counts_from_the_first_reading_however_often_a_post_is_read(store):
    first = NOW - timedelta(days=30)
    write(store, first, "a")
    assert end(store) == end(store, table="identities") == first + OWN
    assert write(store, NOW, "b").repeated == 1, "another reading is no new row"
    assert write(store, NOW, "c", post={"text": "sửa"}).edited == 1
    assert end(store) == first + OWN


@pytest.mark.parametrize(
    ("place", "from_reading", "wanted"),
    [
        (timedelta(days=450), False, SAID + timedelta(days=450)),
        (timedelta(days=900), False, NOW + OWN),
        (timedelta(days=30), True, NOW + timedelta(days=30)),
        (None, False, NOW + OWN),
    ],
)
def test_of_two_terms_the_earlier_end_counts(store, place, from_reading, wanted):
    write(store, NOW, "a", keep_for=place, from_reading=from_reading)
    assert end(store) == wanted


def test_what_its_place_wants_read_again_is_still_renewed_where_we_decided_nothing(store):
    terms = {"own": None, "keep_for": timedelta(days=30), "from_reading": True}
    write(store, NOW - timedelta(days=10), "a", **terms)
    write(store, NOW, "b", **terms)
    assert end(store) == NOW + timedelta(days=30)


def test_a_post_that_may_be_asked_for_again_is_so_until_it_leaves(store):
    for seen in (NOW - timedelta(days=30), NOW):
        store.note_standing("test.one", [Standing(1, b"2026-01 s", seen, seen + OWN)], ends_stay=True)
    assert end(store, table="standing") == NOW - timedelta(days=30) + OWN
    store.note_standing("test.one", [Standing(1, b"2026-01 s", NOW, NOW + 2 * OWN)])
    assert end(store, table="standing") == NOW + 2 * OWN


def fill(store):
    """Of one source a post that is past its new term and one that is not; another source beside."""
    old, young = NOW - timedelta(days=101), NOW - timedelta(days=99)
    ours = {"source": "test.ours", "text": WORD, "published_at": SAID}
    store.write(batch([ours | {"id": 1, "collected_at": old}, ours | {"id": 2, "collected_at": young}]), token="a")
    short = ours | {"id": 3, "collected_at": young}
    store.write(batch([short]), token="b", keep_for=NOW + timedelta(days=1) - young, from_reading=True)
    store.write(batch(crowd(30, first=1_000, source="test.other", text="yên tĩnh")), token="c")
    for number, seen in ((1, old), (2, young)):
        store.note_standing("test.ours", [Standing(number, b"2026-01 s", seen)])
    store.bury(DeadLetter(source="test.ours", reason="r", batch=masked([ours | {"id": 9}]), buried_at=old))
    store.roll_up()


def test_what_is_stored_follows_a_shorter_term(store):
    fill(store)
    assert store.sources() == ("test.other", "test.ours")
    assert store.shorten("test.ours", OWN, NOW) == 1
    assert [post.id for post in store.held([1, 2, 3])] == [2, 3], "what is past it is told to nobody from now on"
    assert end(store, 2) == NOW + timedelta(days=1)
    assert end(store, 3) == NOW + timedelta(days=1), "an earlier end stays"
    assert list(store.dead_letters()) == []
    assert [one.id for one in store.lately_seen("test.ours", 9)] == [2]
    assert len(store.still_held(range(1_000, 1_030))) == 30
    assert store.shorten("test.ours", OWN, NOW) == 0, "and once is enough"
    assert store.shorten("test.ours", 2 * OWN, NOW) == 0, "nothing is kept for longer than was said"

    expire(store._clients, timedelta(0))
    left = {row[0] for row in store._clients.rows("SELECT id FROM posts WHERE id < 100")}
    assert left == {2, 3}
    [[counted]] = store._clients.rows(f"SELECT posts FROM daily_counts WHERE key = '{WORD}'")
    assert counted == 2


def test_a_note_of_an_id_never_leaves_before_its_post(store):
    fill(store)
    store.shorten("test.ours", OWN, NOW)
    assert end(store, 2, "identities") >= end(store, 2)
