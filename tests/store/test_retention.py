"""What a source's policy lets be kept for a time leaves with that time: rows, words, counts, notes and letters.

The engine's clock cannot be moved, so the posts are moved before it: one was said 40 days ago, one 20 days ago, and
their source lets posts be kept for 30. Our own clock, by which days are counted anew, is moved.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.store.making import SCOPE, batch, crowd, masked

from civicbeat.records.period import Period
from civicbeat.store.dead_letters import TERM, DeadLetter
from civicbeat.store.expire import expire
from civicbeat.store.question import Look, Question
from civicbeat.store.rising import Rising
from civicbeat.store.standing import Standing

NOW = datetime.now(UTC).replace(microsecond=0)
OLD, YOUNG = NOW - timedelta(days=40), NOW - timedelta(days=20)
LATELY = datetime(NOW.year, NOW.month, NOW.day, 5, tzinfo=UTC) - timedelta(days=5)
KEEP = timedelta(days=30)
QUARTER = Period(NOW - timedelta(days=90), NOW)
GONE_WORD, KEPT_WORD = "xylophonquartz", "glockenspielquartz"
AT_ONCE = timedelta(0)


def fill(store, old=OLD, young=YOUNG):
    """Two posts of a source with a term, two letters of it, and what leads to them; other people speak beside."""
    store.write(batch(crowd(60, first=1_000, text="yên tĩnh")), token="a")
    short = {"source": "test.short", "collected_at": NOW}
    store.write(
        batch([
            short | {"id": 1, "text": GONE_WORD, "published_at": old, "url": "https://x.test/1"},
            short | {"id": 2, "text": KEPT_WORD, "published_at": young},
        ]),
        token="b",
        keep_for=KEEP,
    )  # fmt: skip
    for number, moment in ((1, old), (2, young)):
        store.note_standing("test.short", [Standing(number, b"2026-01 sealed", NOW, moment + KEEP)])
        letter = masked([short | {"id": 10 + number, "text": GONE_WORD, "published_at": moment}])
        store.bury(DeadLetter(source="test.short", reason="r", batch=letter, keep_for=KEEP))


def at(store, moment):
    """The store asks for the time and is told ``moment``."""
    store._months._clock = lambda: moment
    store._months.written()


@pytest.fixture
def store(store):
    yield store
    store._months._clock = lambda: datetime.now(UTC)


def words(store):
    [[database]] = store._clients.rows("SELECT currentDatabase()")
    sql = f"SELECT token FROM mergeTreeTextIndex('{database}', 'posts', 'by_word') WHERE token LIKE '%quartz'"
    return {row[0] for row in store._clients.rows(sql)}


def ids(store, table):
    return {row[0] for row in store._clients.rows(f"SELECT id FROM {table} WHERE id < 100")}


def counted(store):
    return {row[0] for row in store._clients.rows("SELECT key FROM daily_counts WHERE key LIKE '%quartz'")}


def test_what_is_past_its_term_is_told_to_nobody_before_anything_is_removed(store):
    fill(store)
    assert [post.id for post in store.held([1, 2])] == [2]
    assert store.still_held([1, 2, 3]) == {2}
    assert store.that_say([GONE_WORD], 5) == ()
    assert store.that_say([KEPT_WORD], 5) == (2,)
    assert store.at_address(["https://x.test/1"], 5) == ()
    everything = Look(scope=SCOPE, period=QUARTER, limit=500)
    assert {post.id for post in store.look(everything).posts} & {1, 2} <= {2}
    assert [letter.batch.column("id").to_pylist() for letter in store.dead_letters()] == [[12]]
    assert [one.id for one in store.waiting("test.short", NOW + timedelta(days=1), 9)] == [2]
    material = store.material(Question(scope=SCOPE, period=QUARTER))
    assert 1 not in material.posts.column("id").to_pylist()


def test_rows_words_and_what_leads_to_them_leave_the_disk(store):
    fill(store)
    store._clients.order("OPTIMIZE TABLE posts FINAL")
    assert expire(store._clients, AT_ONCE) > 0
    assert ids(store, "posts") == ids(store, "identities") == ids(store, "standing") == {2}
    assert {row[0] for row in store._clients.rows("SELECT arrayJoin(posts) FROM dead_letters")} == {12}
    assert words(store) == {KEPT_WORD}
    assert expire(store._clients, AT_ONCE) == 0


def test_a_day_is_counted_anew_when_a_post_of_it_expires(store):
    fill(store, LATELY, LATELY + timedelta(days=2))
    store.roll_up()
    assert counted(store) == {GONE_WORD, KEPT_WORD}
    at(store, LATELY + KEEP - timedelta(seconds=1))
    assert store.roll_up() == 0
    at(store, LATELY + KEEP + timedelta(seconds=1))
    assert store.roll_up() == 1
    assert counted(store) == {KEPT_WORD}
    assert store.roll_up() == 0
    at(store, LATELY + KEEP + timedelta(days=2, seconds=1))
    assert store.roll_up() == 1
    assert counted(store) == set()
    at(store, NOW + timedelta(days=900))
    assert store.roll_up() == 0


def test_a_day_whose_posts_expire_one_by_one_is_not_counted_each_time(store):
    rows = [{"id": n, "published_at": LATELY + timedelta(seconds=n), "text": f"{GONE_WORD} {n}"} for n in range(1, 50)]
    store.write(batch(rows), token="a", keep_for=KEEP)
    store.roll_up()
    moments = [LATELY + KEEP + timedelta(seconds=10 * n) for n in range(1, 6)]
    times = 0
    for moment in moments:
        at(store, moment)
        times += store.roll_up()
    assert times == 1
    at(store, moments[-1] + timedelta(hours=7))
    assert store.roll_up() == 1
    assert counted(store) == set()


def test_what_rises_forgets_the_days_that_expired(store):
    rows = [row | {"published_at": LATELY, "text": GONE_WORD} for row in crowd(60)]
    store.write(batch(rows), token="a", keep_for=KEEP)
    store.roll_up()
    period = Period(LATELY - timedelta(hours=1), LATELY + timedelta(hours=1))
    assert GONE_WORD in store.rising(SCOPE, Rising.WORD, period).table.column("key").to_pylist()
    at(store, LATELY + KEEP + timedelta(days=1))
    store.roll_up()
    assert store.rising(SCOPE, Rising.WORD, period).table.num_rows == 0


def test_a_term_that_counts_from_the_last_reading_begins_anew_for_every_trace(store):
    rows = [{"id": 1, "published_at": OLD, "collected_at": OLD, "text": GONE_WORD, "source": "test.short"}]
    store.write(batch(rows), token="a", keep_for=KEEP, from_reading=True)
    store.write(batch([rows[0] | {"collected_at": YOUNG}]), token="b", keep_for=KEEP, from_reading=True)
    expire(store._clients, AT_ONCE)
    assert ids(store, "posts") == ids(store, "identities") == {1}
    letter = DeadLetter(source="a", reason="r", batch=masked(rows), keep_for=KEEP, from_reading=True)
    store.bury(letter)
    assert not list(store.dead_letters())
    store.bury(DeadLetter(source="a", reason="r", batch=masked([rows[0] | {"collected_at": YOUNG}]), keep_for=KEEP,
                          from_reading=True))  # fmt: skip
    [waits] = store.dead_letters()
    assert (waits.keep_for, waits.from_reading) == (KEEP, True)


def test_a_letter_waits_half_a_year_at_most(store):
    old = NOW - TERM
    for buried_at in (old + timedelta(hours=1), old - timedelta(hours=1)):
        store.bury(DeadLetter(source="a", reason="r", batch=masked([{"id": 1}]), buried_at=buried_at))
    assert len(list(store.dead_letters())) == 1
    expire(store._clients, AT_ONCE)
    assert store._clients.rows("SELECT count() FROM dead_letters") == [(1,)]


def test_posts_without_a_term_stay(store):
    store.write(batch([{"id": 1, "published_at": datetime(2001, 1, 1, tzinfo=UTC)}]), token="a")
    store.roll_up()
    assert expire(store._clients, AT_ONCE) == 0
    assert store.still_held([1]) == {1}
    assert store._clients.rows("SELECT day FROM day_terms FINAL WHERE leaves_at > now()") == [(date(2001, 1, 1),)]
