"""What a post said before it was rewritten is nowhere; its time, its author and its term stay."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
from tests.store.making import READ, START, batch, crowd
from tests.store.test_erase import holding

from civicbeat.store.store import Store

WORD = "xylophonquartz"
SAID = f"gọi {WORD} đi"


def reworded(found, **columns):
    new = found.batch
    for name, value in columns.items():
        field = new.schema.field(name)
        new = new.set_column(new.schema.get_field_index(name), field, pa.array([value] * len(new), field.type))
    return replace(found, batch=new)


def rows(store, number, columns="text"):
    """Every row there is, merged or not."""
    return store._clients.rows(f"SELECT {columns} FROM posts WHERE id = {number} ORDER BY collected_at")


def test_all_rows_of_a_post_say_the_new_words_and_keep_the_rest(store):
    post = {"id": 7, "text": SAID, "author": 5, "story": 9, "likes": 3, "themes": ["water"], "media": ["image"]}
    store.write(batch([*crowd(20, first=100), post]), token="a", keep_for=timedelta(days=3_000))
    edit = post | {"text": f"{SAID} nhé", "collected_at": READ + timedelta(days=1)}
    store.write(batch([edit]), token="b", keep_for=timedelta(days=3_000))
    kept = "person, likes, themes, media, published_at, keep_until, sentiment, p_neutral"
    before = rows(store, 7, kept)[-1]
    assert [WORD in text for [text] in rows(store, 7)] == [True, True]

    assert store.rewrite(reworded(store.kept([7]), text="gọi ⟨☎⟩ đi", story=11)) == 1
    store.purge("2026-03")
    assert rows(store, 7) == [("gọi ⟨☎⟩ đi",)]
    assert rows(store, 7, kept) == [before]
    assert store._clients.rows(f"SELECT count() FROM daily_counts WHERE key = '{WORD}'") == [(0,)]
    assert store.rewrite(store.kept([])) == 0


def test_who_has_no_author_is_still_told_apart_by_the_text(store):
    store.write(batch([{"id": 1, "author": 0, "story": 5}, {"id": 2, "author": 0, "institution": "Sở"}]), token="a")
    store.rewrite(reworded(store.kept([1, 2]), text="khác", story=6))
    same = "person = bitXor(story, toUInt64(0x9E3779B97F4A7C15)), person = 0"
    assert rows(store, 1, same) == [(1, 0)]
    assert rows(store, 2, same) == [(0, 1)]


def test_a_post_that_is_not_rewritten_keeps_its_rows(store):
    """What says the same is no new row, so that the one there is must stay."""
    store.write(batch([{"id": 1, "text": SAID}]), token="a")
    assert store.rewrite(store.kept([1])) == 0
    store.purge("2026-03")
    assert rows(store, 1) == [(SAID,)]


def test_a_reading_that_seems_to_come_from_the_future_is_rewritten_too(store):
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(days=40)
    store.write(batch([{"id": 1, "text": SAID, "collected_at": ahead}]), token="a")
    assert store.rewrite(reworded(store.kept([1]), text="khác")) == 1
    assert rows(store, 1) == [("khác",)]


def test_what_was_read_before_it_was_rewritten_and_comes_late_changes_nothing(store):
    post = {"id": 1, "text": SAID, "collected_at": datetime.now(UTC) - timedelta(seconds=5)}
    store.write(batch([post]), token="a")
    store.rewrite(reworded(store.kept([1]), text="khác"))
    store.write(batch([post | {"collected_at": post["collected_at"] + timedelta(seconds=1)}]), token="late")
    assert rows(store, 1) == [("khác",)]


def test_the_words_of_a_month_are_read_in_batches(store):
    store.write(batch([*crowd(5), {"id": 99, "published_at": START - timedelta(days=40), "text": "cũ"}]), token="a")
    store.write(batch([{"id": 3, "text": "mới", "collected_at": READ + timedelta(days=1)}]), token="b")
    assert list(store.months()) == ["2026-01", "2026-03"]
    found = {row["id"]: row["text"] for part in store.words("2026-03") for row in part.to_pylist()}
    assert (sorted(found), found[3]) == ([1, 2, 3, 4, 5], "mới")
    assert list(store.words("2025-12")) == []


def test_no_byte_of_it_is_left_on_disk(tmp_path_factory, opened):
    opened.close()
    folder = tmp_path_factory.mktemp("rewriting")
    with Store.open(path=folder) as store:
        store.migrate()
        for table in ("posts", "daily_counts", "daily_counts_new"):
            store._clients.order(
                f"ALTER TABLE {table} MODIFY SETTING old_parts_lifetime = 1, cleanup_delay_period = 1,"
                " max_cleanup_delay_period = 1"
            )
        store._clients.order("ALTER TABLE posts MODIFY COLUMN text CODEC(NONE), MODIFY COLUMN url CODEC(NONE)")
    with Store.open(path=folder) as store:  # anew, or its cleaner would first sleep its 30 seconds out
        quiet = [row | {"text": "yên tĩnh"} for row in crowd(50)]
        store.write(batch([*quiet, {"id": 777, "text": SAID, "url": f"https://vidu.example/{WORD}"}]), token="a")
        store._clients.order("OPTIMIZE TABLE posts FINAL")
        store.roll_up()
        assert holding(folder, WORD)
        store.rewrite(reworded(store.kept([777]), text="gọi ⟨☎⟩ đi", url=""))
        store.purge("2026-03")
        deadline = time.monotonic() + 30
        while holding(folder / "store", WORD) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert holding(folder, WORD) == []
