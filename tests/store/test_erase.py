"""What is erased is nowhere: not in answers, counts or dead letters, not in a byte on disk; and it stays out."""

import time

from tests.store.making import batch, crowd, masked

from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.store import Store
from civicbeat.store.write import Written

SECRET_WORD = "xylophonquartz"


def holding(folder, word):
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in content(path)]


def content(path):
    """The bytes of a file; none if the engine has removed it meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def tables_with(store, number):
    rows = {
        "posts": "SELECT count() FROM posts WHERE id = {id:UInt64}",
        "identities": "SELECT count() FROM identities WHERE id = {id:UInt64}",
        "dead_letters": "SELECT count() FROM dead_letters WHERE has(posts, {id:UInt64})",
        "daily_counts": "SELECT count() FROM daily_counts WHERE key = {word:String}",
        "daily_counts_new": "SELECT count() FROM daily_counts_new WHERE key = {word:String}",
    }
    bound = {"id": number, "word": SECRET_WORD}
    return {name for name, sql in rows.items() if store._clients.rows(sql, bound)[0][0]}


def test_erasing_reaches_every_table(store):
    store.write(batch([*crowd(50), {"id": 777, "text": f"gọi {SECRET_WORD}"}]), token="a")
    store.bury(DeadLetter(source="a", reason="r", batch=masked([{"id": 777, "text": SECRET_WORD}, {"id": 778}])))
    store.roll_up()
    assert tables_with(store, 777) == {"posts", "identities", "dead_letters", "daily_counts"}
    assert store.erase([777, 999_999]) == 1
    assert tables_with(store, 777) == set()
    [letter] = store.dead_letters()
    assert letter.batch.column("id").to_pylist() == [778]


def test_what_was_erased_is_refused(store):
    rows = batch([{"id": 1}, {"id": 2}])
    store.write(rows, token="a")
    store.erase([1])
    assert store.write(rows, token="a") == Written(repeated=1, deleted=1)
    assert store._clients.rows("SELECT id FROM posts FINAL") == [(2,)]


def test_no_byte_of_it_is_left_on_disk(tmp_path_factory, opened):
    """Words stay in index files until the replaced parts are gone; here they go after a second instead of thirty."""
    opened.close()
    folder = tmp_path_factory.mktemp("erasing")
    with Store.open(path=folder) as store:
        store.migrate()
        for table in ("posts", "identities", "dead_letters", "daily_counts", "daily_counts_new"):
            store._clients.order(
                f"ALTER TABLE {table} MODIFY SETTING old_parts_lifetime = 1, cleanup_delay_period = 1,"
                " max_cleanup_delay_period = 1"
            )
    with Store.open(path=folder) as store:  # opened anew, or the engine's cleaner would first sleep its 30 seconds out
        quiet = [r | {"text": "yên tĩnh"} for r in crowd(50)]
        store.write(batch([*quiet, {"id": 777, "text": SECRET_WORD, "url": SECRET_WORD}]), token="a")
        store._clients.order("ALTER TABLE posts MODIFY COLUMN text CODEC(NONE), MODIFY COLUMN url CODEC(NONE)")
        store._clients.order("OPTIMIZE TABLE posts FINAL")
        store.roll_up()
        assert holding(folder, SECRET_WORD)
        store.erase([777])
        deadline = time.monotonic() + 30
        while holding(folder / "store", SECRET_WORD) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert holding(folder, SECRET_WORD) == []
