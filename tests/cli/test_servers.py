"""Several programs at once on one installation whose stores are servers: PostgreSQL, and ClickHouse over HTTP."""

import json
from contextlib import ExitStack

import pytest
from tests import databases, programs
from tests.cli.conftest import lines, write_posts
from tests.programs import Program
from tests.store.forms import served

from civicbeat.store.protect import MOST

EACH = 300

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def environment(environment, tmp_path_factory):
    with served(tmp_path_factory.mktemp("server")) as posts, databases.postgresql() as records:
        yield environment | {"CIVICBEAT_POSTS_URL": posts, "CIVICBEAT_RECORDS_URL": records}


@pytest.fixture(scope="module")
def imported(civicbeat, environment, folder):
    """What two imports at the same time said; an embedded store would be busy for the second."""
    civicbeat("migrate")
    files = [f"{name}.csv" for name in ("one", "two")]
    for file in files:
        write_posts(folder / file, EACH)
    with ExitStack() as running:
        both = [running.enter_context(Program(("import", file, "--json"), folder, environment)) for file in files]
        assert [each.wait() for each in both] == [0, 0], [each.said() for each in both]
        return [json.loads(each.said()[0].splitlines()[-1]) for each in both]


def test_two_imports_at_once_store_every_post(civicbeat, imported):
    assert [each["new"] for each in imported] == [EACH, EACH]
    [found] = lines(civicbeat("search", "ngập", "--json"))
    assert abs(found["posts"] - 2 * EACH) <= MOST, "a protected figure is never further from the truth"
    assert f"{2 * EACH} posts" in civicbeat("doctor").stdout


@pytest.mark.usefixtures("imported")
def test_a_backup_of_servers_comes_back_into_embedded_stores(civicbeat, environment, folder, tmp_path):
    civicbeat("backup", "kept")
    alone = {name: value for name, value in environment.items() if not name.endswith("_URL")}
    alone["CIVICBEAT_DATA"] = str(tmp_path / "data")
    list_of_erasures = str(folder / "data" / "erasures.txt")
    for words in (("restore", "kept", "--erasures", list_of_erasures, "--secrets-lost"), ("doctor",)):
        done = programs.run(words, folder, alone)
        assert done.returncode == 0, done.stderr
    assert f"{2 * EACH} posts" in done.stdout
    assert "sqlite, up to date" in done.stdout
