"""``civicbeat sources`` and ``withdrawn``, in this process: what they store, show and refuse."""

from contextlib import contextmanager

import orjson
import pytest
from tests.listen import fakes
from tests.listen.fakes import Numbers
from typer.testing import CliRunner

from civicbeat.cli import following, ready
from civicbeat.cli.commands import app
from civicbeat.governance.audit.models import Entry
from civicbeat.listen import collect
from civicbeat.listen.follow import KINDS
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError, SettingError

pytestmark = pytest.mark.django_db(transaction=True)


def run(*words):
    result = CliRunner().invoke(app, words, catch_exceptions=False, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def here(beat, monkeypatch):
    """Commands use the test's store instead of one of their own."""

    @contextmanager
    def opened():
        yield beat

    monkeypatch.setattr(ready, "beat", opened)
    monkeypatch.setattr(following, "source_of", lambda *_: Numbers(120))
    monkeypatch.setattr(collect, "build", lambda followed: Numbers(120, name=followed.name))
    return beat


def test_every_kind_is_listed_with_what_it_asks_for():
    listed = [orjson.loads(line) for line in run("sources", "kinds", "--json").splitlines()]
    assert [one["kind"] for one in listed] == list(KINDS)
    assert {"server", "tag"} <= set(next(one for one in listed if one["kind"] == "mastodon")["asks_for"])
    assert "server=https://mastodon.example" in run("sources", "kinds")


def test_a_source_is_added_listed_paused_and_removed():
    assert "mastodon.nha-example" in run("sources", "add", "mastodon", "server=https://nha.example", "tag=#SaiGon")
    [listed] = [orjson.loads(line) for line in run("sources", "list", "--json").splitlines()]
    assert (listed["name"], listed["state"]) == ("mastodon.nha-example", "well")
    run("sources", "pause", "mastodon.nha-example")
    assert FollowedSource.objects.get().paused
    assert "paused" in run("sources", "list")
    run("sources", "resume", "mastodon.nha-example")
    assert not FollowedSource.objects.get().paused
    run("sources", "remove", "mastodon.nha-example")
    assert not FollowedSource.objects.exists()
    assert [entry.action for entry in Entry.objects.order_by("pk")] == ["follow", "pause", "resume", "stop"]


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("add", "mastodon", "server"), InputError, "no value"),
        (("add", "mastodon"), InputError, "is missing"),
        (("add", "files", "x=1"), SettingError, "cannot be followed"),
        (("pause", "no.such"), InputError, "No source is called"),
    ],
)
def test_what_cannot_be_done_is_said(words, error, said):
    with pytest.raises(error, match=said):
        run("sources", *words)


def test_a_source_is_tried_read_and_looked_at_again(here):
    assert "120" not in run("sources", "try", "feeds", "address=x")
    assert here.store._clients.rows("SELECT count() FROM posts") == [(0,)]
    FollowedSource.objects.create(name="test.numbers", kind="numbers", title="x")
    assert "120 new" in run("sources", "read", "test.numbers")
    assert Entry.objects.filter(action="try").exists()


def test_the_ids_to_remove_are_a_file(here, tmp_path):
    here.intake.run(Numbers(20), {}, lambda *_: None)
    [[number]] = here.store._clients.rows("SELECT id FROM posts LIMIT 1")
    here.store.erase([number])
    file = tmp_path / "gone.csv"
    assert "1 ids" in run("withdrawn", str(file), "--since", "2026-01-01")
    assert str(number) in file.read_text("utf-8")
    assert fakes.START.year == 2026
