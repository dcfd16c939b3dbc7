from importlib.resources import files

import pyarrow as pa
import pytest
from tests.store.making import SCOPE, YEAR, batch, crowd

from civicbeat.records.errors import SchemaMismatch
from civicbeat.store import migrate as migrations
from civicbeat.store import stored
from civicbeat.store.migrate import known, schema
from civicbeat.store.question import Look
from civicbeat.store.store import Store


def test_the_schema_is_what_the_migrations_amount_to(store):
    """Write it anew with ``python -m docs.generate`` after a new migration."""
    assert schema(store._clients) == (files("civicbeat.store") / "schema.sql").read_text(encoding="utf-8")


def test_migrations_are_numbered_without_a_gap():
    assert [int(name[:4]) for name in known()] == list(range(1, len(known()) + 1))


def test_a_second_migration_does_nothing(store):
    assert store.pending() == ()
    assert store.migrate() == ()


def test_a_newer_store_is_not_touched(store):
    store._clients.insert(
        "schema_migrations", pa.table({"name": ["9999_future"], "done_at": pa.array([0], pa.timestamp("ms", "UTC"))})
    )
    try:
        with pytest.raises(SchemaMismatch, match="9999_future"):
            store.migrate()
    finally:
        store._clients.order("ALTER TABLE schema_migrations DELETE WHERE name = '9999_future'", mutations_sync=2)


def test_every_column_that_may_hold_personal_data_is_covered_by_erasure(store):
    """Ids and texts stand in these tables only; ``test_erase`` proves that erasing reaches each of them."""
    rows = store._clients.rows(
        """SELECT DISTINCT table FROM system.columns
WHERE database = currentDatabase() AND name IN ('id', 'posts', 'text', 'batch', 'key')"""
    )
    assert {row[0] for row in rows} == {
        "posts",
        "identities",
        "erased",
        "dead_letters",
        "daily_counts",
        "daily_counts_new",
        "coverage",
        "standing",
    }


def test_posts_of_an_older_store_are_found_by_the_new_index(tmp_path_factory, opened, monkeypatch):
    opened.close()
    with Store.open(path=tmp_path_factory.mktemp("older")) as store:
        with monkeypatch.context() as older:
            older.setattr(migrations, "known", lambda: known()[:5])
            store.migrate()
        store._clients.insert("posts", stored.rows(batch(crowd(60, text="Ngập nước ở Thủ Đức")), None))
        assert store.migrate() == known()[5:]
        for phrase in ('"ngập nước"', '"ngap nuoc"', '"ngap nước"'):
            page = store.look(Look(scope=SCOPE, period=YEAR, query=phrase))
            assert len(page.posts) == 50, phrase
