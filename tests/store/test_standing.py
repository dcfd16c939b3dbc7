"""What may be asked for again at a source, the longest unseen first, and nothing that is gone, erased or expired."""

from datetime import UTC, datetime, timedelta

from tests.store.making import READ, START, batch, crowd

from civicbeat.store.standing import Standing

NOW = datetime.now(UTC).replace(microsecond=0)


def seen(number, ago, sealed=b"\x00\xff sealed", **parts):
    return Standing(number, sealed, NOW - timedelta(hours=ago), **parts)


def ids(found):
    return [one.id for one in found]


def test_the_longest_unseen_comes_first_and_pages_go_on(store):
    store.note_standing("test.one", [seen(1, 5), seen(2, 50), seen(3, 500), seen(4, 50)])
    store.note_standing("test.two", [seen(5, 900)])
    first = store.waiting("test.one", NOW - timedelta(hours=10), 2)
    assert (ids(first), first[0].sealed) == ([3, 2], b"\x00\xff sealed")
    assert ids(store.waiting("test.one", NOW - timedelta(hours=10), 2, first[-1])) == [4]


def test_a_post_that_was_seen_again_waits_anew(store):
    store.note_standing("test.one", [seen(1, 50)])
    store.note_standing("test.one", [seen(1, 1)])
    assert not store.waiting("test.one", NOW - timedelta(hours=10), 9)


def test_what_is_gone_or_expired_is_asked_for_no_more(store):
    store.note_standing("test.one", [seen(1, 50), seen(2, 50, keep_until=NOW - timedelta(hours=1)), seen(3, 50)])
    store.note_standing("test.one", [seen(1, 2, sealed=b"")])
    assert ids(store.waiting("test.one", NOW, 9)) == [3]


def test_erasure_reaches_it(store):
    store.write(batch(crowd(3, people=3)), token="a")
    store.note_standing("test.one", [seen(n, 50) for n in (1, 2, 3)])
    store.erase([2])
    assert ids(store.waiting("test.one", NOW, 9)) == [1, 3]
    assert store._clients.rows("SELECT count() FROM standing WHERE id = 2") == [(0,)]


def test_holders_of_exports_learn_what_to_remove(store):
    store.write(batch(crowd(5, people=5)), token="a")
    store.write(batch([{"id": 2, "deleted": True, "text": "", "collected_at": READ + timedelta(days=1)}]), token="b")
    store.erase([4])
    found = [row for part in store.withdrawn(READ) for row in part.to_pylist()]
    assert [(row["id"], row["why"]) for row in found] == [(2, "gone"), (4, "erased")]
    assert found[0]["gone_at"] == READ + timedelta(days=1)
    assert [len(part) for part in store.withdrawn(datetime.now(UTC) + timedelta(days=1))] == [0]


def test_the_list_of_what_is_withdrawn_goes_on_past_one_batch(store, monkeypatch):
    monkeypatch.setattr("civicbeat.store.withdrawn.BATCH", 2)
    store.write(batch([{"id": n, "deleted": True, "text": ""} for n in range(1, 6)]), token="a")
    parts = list(store.withdrawn(START))
    assert [row["id"] for part in parts for row in part.to_pylist()] == [1, 2, 3, 4, 5]
    assert len(parts) == 3
