"""One store a module (an embedded engine has one folder a process), emptied before every test."""

from __future__ import annotations

import pytest
from tests import stores
from tests.store.forms import BOTH, served

from civicbeat.store.store import Store


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both forms where the file is one of ``BOTH``, else the embedded one alone."""
    if "opened" in metafunc.fixturenames:
        forms = ["embedded", "server"] if metafunc.module.__name__.rpartition(".")[2] in BOTH else ["embedded"]
        metafunc.parametrize("opened", forms, indirect=True, scope="module")


@pytest.fixture(scope="module")
def opened(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("posts")
    if request.param == "server":
        with served(folder) as url, Store.open(url=url) as store:
            store.migrate()
            yield store
        return
    with Store.open(path=stores.migrated(folder)) as store:
        yield store


@pytest.fixture
def store(opened):
    stores.empty(opened)
    opened._months._known = opened._months._holed = None
    opened._months.written()
    return opened
