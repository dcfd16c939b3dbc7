"""``civicbeat sources`` and ``withdrawn``, in this process: what they store, show and refuse."""

import orjson
import pytest
from tests.listen import fakes
from tests.listen.fakes import Numbers

from civicbeat.cli import following
from civicbeat.governance.audit.models import Entry
from civicbeat.listen import collect
from civicbeat.listen.follow import KINDS
from civicbeat.listen.models import FollowedSource

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(typed, beat, monkeypatch):
    """The test's store, and Numbers in place of every source."""
    monkeypatch.setattr(following, "source_of", lambda *_: Numbers(120))
    monkeypatch.setattr(collect, "build", lambda followed: Numbers(120, name=followed.name))
    return beat


@pytest.fixture
def run(typed):
    return lambda *words: typed(*words).stdout


def test_every_kind_is_listed_with_what_it_asks_for(run):
    listed = [orjson.loads(line) for line in run("sources", "kinds", "--json").splitlines()]
    assert [one["kind"] for one in listed] == list(KINDS)
    assert {"server", "tag"} <= set(next(one for one in listed if one["kind"] == "mastodon")["asks_for"])
    assert "server=https://mastodon.example" in run("sources", "kinds")


def test_a_source_is_added_listed_paused_and_removed(run):
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
    ("words", "said"),
    [
        (("add", "mastodon", "server"), "no value"),
        (("add", "mastodon"), "is missing"),
        (("add", "files", "x=1"), "cannot be followed"),
        (("pause", "no.such"), "No source is called"),
    ],
)
def test_what_cannot_be_done_is_said(typed, words, said):
    assert said in typed("sources", *words, good=False).stderr


def test_a_source_is_tried_read_and_looked_at_again(run, here):
    assert "120" not in run("sources", "try", "feeds", "address=x")
    assert here.store._clients.rows("SELECT count() FROM posts") == [(0,)]
    FollowedSource.objects.create(name="test.numbers", kind="numbers", title="x")
    assert "120 new" in run("sources", "read", "test.numbers")
    assert Entry.objects.filter(action="try").exists()


def test_the_ids_to_remove_are_a_file(run, here, tmp_path):
    here.intake.run(Numbers(20), {}, lambda *_: None)
    [[number]] = here.store._clients.rows("SELECT id FROM posts LIMIT 1")
    here.store.erase([number])
    file = tmp_path / "gone.csv"
    assert "1 ids" in run("withdrawn", str(file), "--since", "2026-01-01")
    assert str(number) in file.read_text("utf-8")
    assert fakes.START.year == 2026
