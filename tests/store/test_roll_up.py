"""Daily counts are those of the posts that stand, however often and in whatever order they came."""

from datetime import UTC, date, datetime, timedelta

from tests.store.making import READ, SCOPE, START, batch, crowd

from civicbeat.records.period import Period
from civicbeat.store.rising import Rising

LATER = READ + timedelta(days=1)


def counts(store, what="word"):
    rows = store._clients.rows(
        "SELECT day, key, posts, stories, people FROM daily_counts WHERE what = {what:String} ORDER BY day, key",
        {"what": what},
    )
    return [tuple(row) for row in rows]


def test_edits_repeats_and_deletions_never_count_twice(store):
    rows = [{"id": 1, "text": "Ngập ngập nước"}, {"id": 2, "text": "ngập", "author": 2, "story": 5}]
    for _ in range(2):
        store.write(batch(rows), token="a")
        store.roll_up()
    day = date(2026, 3, 1)
    assert counts(store) == [(day, "ngập", 2, 2, 2), (day, "nước", 1, 1, 1)]
    store.write(batch([{"id": 1, "text": "kẹt xe", "collected_at": LATER}]), token="b")
    store.write(batch([{"id": 2, "deleted": True, "collected_at": LATER}]), token="c")
    store.roll_up()
    assert counts(store) == [(day, "kẹt", 1, 1, 1), (day, "xe", 1, 1, 1)]


def test_only_changed_days_are_counted_anew(store):
    store.write(batch([{"id": 1}, {"id": 2, "published_at": START + timedelta(days=3)}]), token="a")
    assert store.roll_up() == 2
    assert store.roll_up() == 0
    store.write(batch([{"id": 3}]), token="b")
    assert store.roll_up() == 1
    store.write(batch([{"id": 3}]), token="b")
    assert store.roll_up() == 0


def test_days_are_those_of_the_city(store):
    store.write(
        batch([{"id": 1, "published_at": datetime(2026, 3, 1, 17, tzinfo=UTC), "themes": ["noise"]}]), token="a"
    )
    store.roll_up()
    assert counts(store, "theme") == [(date(2026, 3, 2), "noise", 1, 1, 1)]


def test_a_day_that_lost_all_its_posts_counts_nothing(store):
    store.write(batch([{"id": 1}]), token="a")
    store.roll_up()
    store.write(batch([{"id": 1, "deleted": True, "collected_at": LATER}]), token="b")
    store.roll_up()
    assert counts(store) == []


def test_what_rises_comes_first_and_what_few_say_not_at_all(store):
    days = [START + timedelta(days=n) for n in range(10)]
    rows = []
    for n, day in enumerate(days):
        rows += [r | {"published_at": day} for r in crowd(60, first=n * 1_000 + 1, text="kẹt xe")]
    rows += [r | {"published_at": days[-1]} for r in crowd(80, first=90_000, text="ngập nước")]
    rows += [r | {"published_at": days[-1]} for r in crowd(80, people=5, first=95_000, text="bí_mật")]
    store.write(batch(rows), token="a")
    store.roll_up()
    risen = store.rising(SCOPE, Rising.WORD, Period(days[-1], days[-1] + timedelta(hours=1)), days_before=9)
    rows = risen.table.to_pylist()
    assert [row["key"] for row in rows][:2] in (["ngập", "nước"], ["nước", "ngập"])
    assert "bí_mật" not in {row["key"] for row in rows}
    known = {row["key"]: row for row in rows}
    assert known["ngập"]["posts_before"] == 0
    assert abs(known["xe"]["posts"] - 60) <= 10
    assert abs(known["xe"]["posts_before"] - 540) <= 10
    assert (risen.days, risen.days_before) == (1, 9)


def test_a_baseline_of_a_few_people_is_not_told(store):
    before, now = START, START + timedelta(days=5)
    rows = crowd(40, people=4, text="mới") + [r | {"published_at": now} for r in crowd(40, first=500, text="mới")]
    store.write(batch(rows), token="a")
    store.roll_up()
    [row] = store.rising(SCOPE, Rising.WORD, Period(now, now + timedelta(hours=1))).table.to_pylist()
    assert row["posts_before"] is None
    assert before < now
