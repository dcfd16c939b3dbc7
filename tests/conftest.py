"""What every test stands on: no network but loopback, no variables of the machine it runs on."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from tests import databases, stores

from civicbeat.records.installation import Installation

if TYPE_CHECKING:
    from civicbeat.governance.turns import Turns
    from civicbeat.listen.beat import Beat

# Each test process has an installation of its own.
for _name in [name for name in os.environ if name.startswith("CIVICBEAT_") and name != "CIVICBEAT_SHARED_DATA"]:
    del os.environ[_name]
os.environ["CIVICBEAT_DATA"] = tempfile.mkdtemp(prefix="civicbeat-tests-")
os.environ["CIVICBEAT_WORKERS"] = "1"
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # Every process that is started would compile the same thousands of files anew: this run keeps them, for itself.
    sys.dont_write_bytecode, sys.pycache_prefix = False, f"{os.environ['CIVICBEAT_DATA']}/bytecode"
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
os.environ["DJANGO_SETTINGS_MODULE"] = "civicbeat.config.settings"
django.setup()  # before the conftests of the rooms, which import models; pytest-django then guards the databases
# A process that inherited it would load the settings before this file gives it a folder of its own.
del os.environ["DJANGO_SETTINGS_MODULE"]
atexit.register(shutil.rmtree, os.environ["CIVICBEAT_DATA"], ignore_errors=True)

SHARED_DATA = "CIVICBEAT_SHARED_DATA"
LONGEST = (
    "tests/docs/test_commands.py",
    "tests/web/test_everywhere.py",
    "tests/listen/test_backups.py",
    "tests/store/test_attacks.py",
    "tests/web/test_browser.py",
    "tests/cli/test_journey.py",
    "tests/web/test_passages_browser.py",
    "tests/cli/test_killed.py",
)
"""Files that take longest: a worker that meets one last would keep all others waiting."""
CHANCE = bytes(range(32))
"""What the protection of small figures draws from, the same in every run: a test must not pass or fail by it."""
_LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: a file's tests stay together, in one worker (see ``make test``)."""
    places = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):  # type: ignore[index]
            pytest.fail(f"the test tried to reach {address}: only loopback may be reached")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _every_model_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a test switches one off; a test that has no records store need not ask it."""
    from civicbeat.governance.switches import state  # noqa: PLC0415  # a model, ready only once Django is set up

    monkeypatch.setattr(state.remembered, "_off", {})
    monkeypatch.setattr(state.remembered, "_silent", {})
    monkeypatch.setattr(state.remembered, "_until", float("inf"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file instead of memory: collectors and console use the records store from several threads."""
    from django.conf import settings  # noqa: PLC0415  # ready only once pytest-django has set it up

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(os.environ["CIVICBEAT_DATA"]) / "test.sqlite3")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beat]:
    """An open beat of this module, with a store and keys of its own: a process can have one store open at a time."""
    from civicbeat.listen.beat import Beat  # noqa: PLC0415  # needs Django, which is set up above

    installation = replace(Installation.from_environment(), data=tmp_path_factory.mktemp("installation"))
    stores.migrated(installation.posts)
    with Beat.open(installation) as beat:
        beat.store._secret = CHANCE
        yield beat


@pytest.fixture
def beat(opened: Beat) -> Beat:
    """The module's beat, its post store emptied."""
    stores.empty(opened.store)
    opened.stopping.clear()
    return opened


@pytest.fixture(scope="module", params=databases.KINDS)
def records(request, tmp_path_factory, django_db_blocker) -> Iterator[Installation]:
    """A records store of this module's own, in use: once on SQLite, once on PostgreSQL (where the server answers)."""
    with django_db_blocker.unblock(), databases.migrated(request.param, tmp_path_factory.mktemp("records")) as made:
        yield made


@pytest.fixture
def elsewhere() -> Iterator[Turns]:
    """Another process, as far as turns go."""
    from civicbeat.governance.turns import Turns  # noqa: PLC0415  # as above

    other = Turns()
    yield other
    for name in list(other._mine):
        other.give_back(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of public data sets; the test skips where there is none."""
    folder = os.environ.get(SHARED_DATA, "")
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"set {SHARED_DATA} to the folder of public data sets to run this test")
    return Path(folder)
