"""A backup is every row that counts and no other, comes back row by row, and never brings back what had to go."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.store.making import SCOPE, START, YEAR, batch, crowd, masked

from civicbeat.records.errors import SchemaMismatch, StoreError, UnreadableFile
from civicbeat.store import backup as backups
from civicbeat.store import migrate as migrations
from civicbeat.store import stored
from civicbeat.store.backup import MADE_ANEW, TABLES, Dumped, Table
from civicbeat.store.coverage import CoverageNote
from civicbeat.store.dead_letters import DeadLetter
from civicbeat.store.erasures import ErasureList
from civicbeat.store.migrate import known
from civicbeat.store.question import Look, Question
from civicbeat.store.since import Held, Since
from civicbeat.store.standing import Standing
from civicbeat.store.store import Store
from civicbeat.store.write import Written

NOW = datetime.now(UTC).replace(microsecond=0)
WEEK = NOW + timedelta(days=7)
SOON, ERASED, GONE, LETTER = 901, 902, 903, 904
ERASED_ROW = pa.schema([("id", pa.uint64()), ("erased_at", pa.timestamp("ms", "UTC"))])
COMPARED = [table for table in TABLES if table.name not in ("days", "unsettled")]
"""Those two tell when the others changed: they go on changing."""


def rows(store):
    """Every row that counts, by table."""
    return {table.name: sorted(map(repr, store._clients.rows(f"SELECT * FROM {table.read}"))) for table in COMPARED}


def fill(store):
    """Something in every table: edits, a deletion, an erasure, a letter, terms, several months."""
    store.write(batch(crowd(60, text="Ngập nước ở Thủ Đức", themes=["flooding"], places=["thu-duc"])), token="a")
    strange = {
        "latitude": 10.776,
        "longitude": 106.7,
        "likes": 0,
        "media": ["x"],
        "tags": ["y", "z"],
        "parent": 2**64 - 1,
    }
    store.write(
        batch([{"id": 70 + n, "published_at": START + timedelta(days=20 * n)} | strange for n in range(9)]), token="b"
    )
    later = NOW - timedelta(hours=1)
    store.write(batch([{"id": 3, "text": "sửa rồi", "collected_at": later, "published_at": START}]), token="c")
    store.write(
        batch([{"id": 4, "text": "", "deleted": True, "collected_at": later, "published_at": START}]), token="d"
    )
    store.erase([5])
    near = {"published_at": NOW - timedelta(days=28), "source": "test.short"}
    keep = timedelta(days=30)
    store.write(batch([{"id": SOON} | near]), token="e", keep_for=keep)
    store.write(batch([{"id": ERASED + n} | near | {"published_at": NOW} for n in range(2)]), token="f", keep_for=keep)
    store.note_standing("test.short", [Standing(n, b"\x00\xff sealed", NOW, NOW + keep) for n in (ERASED, GONE)])
    store.note_standing("test.one", [Standing(1, b"\xfe", NOW)])
    store.bury(
        DeadLetter(
            source="a", reason="r", batch=masked([{"id": ERASED}, {"id": GONE}, {"id": LETTER}]), cursor={"n": 1}
        )
    )
    store.note_coverage(CoverageNote(source="test.one", start=START, end=NOW, posts=60, status="ok"))
    store.roll_up()


@dataclass(frozen=True)
class Kept:
    """A filled store that was backed up, and what it said."""

    folder: Path
    dumped: Dumped
    began: datetime
    rows: dict
    said: tuple
    erasures: ErasureList


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("backup")
    erasures = ErasureList(tmp_path_factory.mktemp("beside") / "erasures.txt")
    with Store.open(path=tmp_path_factory.mktemp("first"), erasures=erasures) as store:
        store.migrate()
        fill(store)
        began = datetime.now(UTC)
        dumped = store.backup(folder, WEEK)
        return Kept(folder, dumped, began, rows(store), said(store), erasures)


@pytest.fixture
def empty(kept, tmp_path_factory):
    """An empty store; the first one is closed by now, as a process has one."""
    with Store.open(path=tmp_path_factory.mktemp("second")) as store:
        yield store


def said(store):
    question = Question(scope=SCOPE, period=YEAR, query='"ngập nước" OR sửa')
    look = Look(scope=SCOPE, period=YEAR, query="ngập AND nước")
    return store.ask(question).table.to_pylist(), [post.text for post in store.look(look).posts], store._key()


def without(kept, number):
    """The rows of ``kept`` but for those of one post."""
    return {
        name: [row for row in found if name not in ("posts", "identities") or not row.startswith(f"({number},")]
        for name, found in kept.rows.items()
    }


def test_every_table_is_in_it(empty):
    empty.migrate()
    there = {row[0] for row in empty._clients.rows("SELECT name FROM system.tables WHERE database = currentDatabase()")}
    assert there == {table.name for table in TABLES} | set(MADE_ANEW)


def test_every_table_comes_back_row_by_row_and_questions_are_answered_alike(kept, empty):
    assert all(kept.rows.values()), "every table must hold something to be compared"
    assert kept.dumped.rows == {
        table.name: len(kept.rows.get(table.name, ())) or kept.dumped.rows[table.name] for table in TABLES
    } | {name: len(kept.rows[name]) - 1 for name in ("posts", "identities")}
    held = empty.restore(kept.folder, kept.dumped.migrations, Since(kept.began))
    assert held == Held(0, 0)
    assert rows(empty) == without(kept, SOON)
    assert said(empty) == kept.said
    assert empty.pending() == ()
    assert empty.write(batch(crowd(60)), token="a") == Written(repeated=59, deleted=1)


def test_what_must_be_gone_before_the_backup_is_not_in_it(kept):
    ids = pq.read_table(kept.folder / "posts.parquet").column("id").to_pylist()
    assert SOON not in ids
    assert kept.dumped.left_out == 1


def test_texts_can_be_read_by_other_programs(kept):
    table = pq.read_table(kept.folder / "posts.parquet")
    assert "Ngập nước ở Thủ Đức" in table.column("text").to_pylist()
    assert "sửa rồi" in table.column("text").to_pylist()
    assert 5 not in table.column("id").to_pylist(), "what was erased is not in it"
    [gone] = [row for row in table.to_pylist() if row["id"] == 4]
    assert gone["text"] == ""


def test_deletions_and_erasures_are_in_the_list(kept):
    assert [(one.kind, one.which) for one in kept.erasures.read()] == [("gone", "4"), ("post", "5")]


def test_what_was_erased_or_deleted_since_is_so_again(kept, empty):
    before = len(kept.rows["posts"]) - 1
    since = Since(kept.began, erased=frozenset({5, ERASED, 10}), gone=frozenset({GONE, 11, 12_345}))
    assert empty.restore(kept.folder, kept.dumped.migrations, since) == Held(2, 2)
    clients = empty._clients
    assert clients.rows("SELECT count() FROM posts FINAL") == [(before - 2,)]
    assert clients.rows("SELECT id, text FROM posts FINAL WHERE id IN (902, 10) OR gone ORDER BY id") == [
        (4, ""), (11, ""), (GONE, ""),
    ]  # fmt: skip
    assert clients.rows("SELECT id FROM erased FINAL ORDER BY id") == [(5,), (10,), (ERASED,)]
    assert clients.rows("SELECT id, gone FROM standing FINAL ORDER BY id") == [(1, 0), (GONE, 1)]
    [letter] = empty.dead_letters()
    assert letter.batch.column("id").to_pylist() == [LETTER]
    figures = {row[0] for row in clients.rows("SELECT posts FROM daily_counts WHERE what = 'word' AND key = 'ngập'")}
    assert figures == {55}, "counts follow: 60 less one edited, one gone, and three that were erased or deleted"
    again = batch([{"id": n, "published_at": START} for n in (5, 10, 11, 20)])
    assert empty.write(again, token="again") == Written(repeated=2, deleted=2)
    days = {row.isoformat() for batch in empty.withdrawn(kept.began) for row in batch.column("gone_at").to_pylist()}
    assert days, "whoever holds an export is told too"


def test_what_was_half_erased_while_it_was_read_is_erased(kept, empty, tmp_path):
    """Posts are read before the list of what is erased, and before the identities that lead to their day."""
    for file in kept.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    identities = pq.read_table(tmp_path / "identities.parquet")
    ids = identities.column("id").to_pylist()
    pq.write_table(identities.filter([number != 20 for number in ids]), tmp_path / "identities.parquet")
    erased = pq.read_table(tmp_path / "erased.parquet").to_pylist()
    pq.write_table(
        pa.Table.from_pylist([*erased, {"id": 20, "erased_at": NOW}], ERASED_ROW), tmp_path / "erased.parquet"
    )
    assert empty.restore(tmp_path, kept.dumped.migrations, Since(kept.began)) == Held(1, 0)
    assert empty._clients.rows("SELECT count() FROM posts FINAL WHERE id = 20") == [(0,)]


def test_what_comes_in_meanwhile_costs_nothing(kept, tmp_path_factory, monkeypatch):
    """Between any two tables posts come in and days are counted; a letter is revived and a post erased."""
    folder = tmp_path_factory.mktemp("meanwhile")
    real, numbers = backups._write, iter(range(5_000, 6_000))

    def write(clients, table, *more):
        busy.write(batch(crowd(12, first=next(numbers) * 100, people=12, text=f"mưa {table.name}")), token=table.name)
        busy.roll_up()
        if table.name == "standing":
            busy.erase([88_888])
            letter = next(letter for letter in busy.dead_letters() if letter.reason == "late")
            busy.write(batch([{"id": 77_777}]), token="revived")
            busy.revive([letter.id])
        return real(clients, table, *more)

    with Store.open(path=tmp_path_factory.mktemp("busy")) as busy:
        busy.migrate()
        busy.write(batch([{"id": 88_888}]), token="to be erased")
        busy.bury(DeadLetter(source="a", reason="late", batch=masked([{"id": 77_777}])))
        began = datetime.now(UTC)
        monkeypatch.setattr(backups, "_write", write)
        dumped = busy.backup(folder, WEEK)
    with Store.open(path=tmp_path_factory.mktemp("after")) as store:
        store.restore(folder, dumped.migrations, Since(began))
        posts = {row[0] for row in store._clients.rows("SELECT id FROM posts FINAL")}
        letters = [number for letter in store.dead_letters() for number in letter.batch.column("id").to_pylist()]
        assert 77_777 in posts | set(letters)
        assert 88_888 not in posts
        assert not store._clients.rows("SELECT id FROM posts WHERE id NOT IN (SELECT id FROM identities)")
        [[there]] = store._clients.rows("SELECT count() FROM posts FINAL WHERE text LIKE 'mưa%'")
        [[counted]] = store._clients.rows("SELECT sum(posts) FROM daily_counts WHERE key = 'mưa'")
        assert counted == there > 0, "counts are of the posts that came back"


@pytest.mark.parametrize("table", ["posts", "erased"])
def test_a_damaged_file_is_refused_and_leaves_nothing(kept, empty, tmp_path, table):
    for file in kept.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    damaged = tmp_path / f"{table}.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-9])
    with pytest.raises(UnreadableFile, match=table):
        empty.restore(tmp_path, kept.dumped.migrations, Since(kept.began))
    empty.must_be_empty()


def test_rows_that_do_not_come_back_are_noticed(kept, empty, monkeypatch):
    real = empty._clients.insert

    def insert(table, rows, **settings):
        real(table, rows.slice(1) if table == "posts" else rows, **settings)

    monkeypatch.setattr(empty._clients, "insert", insert)
    with pytest.raises(StoreError, match="rows of posts"):
        empty.restore(kept.folder, kept.dumped.migrations, Since(kept.began))
    empty.must_be_empty()


def test_only_an_empty_store_is_filled(kept, empty):
    empty.migrate()
    empty.write(batch(crowd(3)), token="mine")
    with pytest.raises(StoreError, match="not empty"):
        empty.restore(kept.folder, kept.dumped.migrations, Since(kept.began))
    assert empty._clients.rows("SELECT count() FROM posts") == [(3,)]


def test_a_backup_of_a_newer_program_is_refused(kept, empty):
    with pytest.raises(SchemaMismatch):
        empty.restore(kept.folder, (*kept.dumped.migrations, "9999_future"), Since(kept.began))
    empty.must_be_empty()


def test_a_backup_of_an_older_program_is_brought_forward(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("older-backup")
    with monkeypatch.context() as older:
        for module in (migrations, backups):
            older.setattr(module, "known", lambda: known()[:6])
        with Store.open(path=tmp_path_factory.mktemp("older")) as store:
            store.migrate()
            store._clients.insert("posts", stored.rows(batch(crowd(60, text="Ngập nước")), None))
            older.setattr(backups, "TABLES", (Table("posts", newest=True, expires=True), Table("identities")))
            dumped = store.backup(folder, WEEK)
    assert dumped.migrations == known()[:6]
    with Store.open(path=tmp_path_factory.mktemp("newer")) as store:
        store.restore(folder, dumped.migrations, Since(NOW))
        assert store.pending() == ()
        assert len(store.look(Look(scope=SCOPE, period=YEAR, query='"ngap nuoc"')).posts) == 50


def test_a_store_of_another_version_is_not_backed_up(empty, tmp_path):
    with pytest.raises(StoreError):
        empty.backup(tmp_path, WEEK)
    assert not list(tmp_path.iterdir())
