"""One embedded store a module (an engine has one folder a process), emptied before every test."""

from __future__ import annotations

import pytest

from civicbeat.store.store import Store

KEPT = ("schema_migrations", "figure_keys")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with Store.open(path=tmp_path_factory.mktemp("posts")) as store:
        store.migrate()
        yield store


@pytest.fixture
def store(opened):
    clients = opened._clients
    for [name] in clients.rows("SELECT name FROM system.tables WHERE database = currentDatabase()"):
        if name not in KEPT:
            clients.order(f"TRUNCATE TABLE {name}")
    opened._months._known = opened._months._holed = None
    opened._months.written()
    return opened
