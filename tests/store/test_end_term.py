"""When the purpose of a source has ended, the term of all that came from it ends, and of nothing else."""

from datetime import UTC, datetime, timedelta

from tests.store.making import batch, crowd, masked

from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.expire import expire
from civicbeat.store.standing import Standing

NOW = datetime.now(UTC).replace(microsecond=0)
THEN = NOW - timedelta(days=9)
WORD = "xylophonquartz"


def ids(store, table):
    return {row[0] for row in store._clients.rows(f"SELECT id FROM {table} WHERE id < 500")}


def test_all_of_one_source_goes_and_may_come_again(store):
    ours = crowd(60, first=1, text=WORD, source="test.ours", published_at=THEN, collected_at=NOW)
    others = crowd(60, first=1_000, text="yên tĩnh", source="test.other", published_at=THEN)
    store.write(batch([*ours, *others]), token="a")
    store.note_standing("test.ours", [Standing(1, b"2026-01 sealed", NOW)])
    letter = masked([{"id": 499, "source": "test.ours", "text": WORD, "published_at": THEN}])
    store.bury(DeadLetter(source="test.ours", reason="r", batch=letter))
    store.roll_up()

    assert store.end_term("test.ours") == 1
    assert store.held([1, 2, 1_000])[0].id == 1_000
    assert store.still_held([1, 1_000]) == {1_000}
    assert store.lately_seen("test.ours", 5) == ()
    assert list(store.dead_letters()) == []
    assert store._clients.rows(f"SELECT count() FROM daily_counts WHERE key = '{WORD}'") == [(0,)]
    assert store.end_term("test.ours") == 0, "nothing is left to end"

    expire(store._clients, timedelta(0))
    assert [ids(store, table) for table in ("posts", "identities", "standing", "dead_letters")] == [set()] * 4
    assert store.still_held(range(1_000, 1_060)) == set(range(1_000, 1_060))

    store.write(batch(ours), token="b")
    assert len(store.still_held(range(1, 61))) == 60


def test_a_source_without_posts_has_no_term(store):
    assert store.end_term("test.nobody") == 0
