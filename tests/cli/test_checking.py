"""``civicbeat sources check`` on a loopback site, and ``listen --feeds vietnam``."""

import socket
from dataclasses import replace

import orjson
import pytest
from tests.sources.feeds.server import running
from tests.sources.feeds.test_health import feed
from typer.testing import CliRunner

from civicbeat.cli import checking
from civicbeat.cli.commands import app
from civicbeat.listen.follow import follow
from civicbeat.records.errors import SourceUnreachable, UnreadableFile
from civicbeat.sources import web as web_module
from civicbeat.sources.feeds import Listed, opml, read_opml, write_opml


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(checking, "WEB", replace(checking.WEB, pause=0, allow_loopback=True))
    monkeypatch.setattr(checking.out, "width", 240)  # else that of the terminal in which the tests were started
    with running() as site:
        web_module.forget_hosts()
        yield site
        web_module.forget_hosts()


def check(*words):
    return CliRunner().invoke(app, ["sources", "check", *words], catch_exceptions=False, env={"COLUMNS": "240"})


def write(folder, site, *paths):
    listed = (Listed(site.address + path, f"Báo {path[1:]}") for path in paths)
    (folder / "list.opml").write_bytes(write_opml(listed, title="Nguồn"))
    return str(folder / "list.opml")


def test_a_list_that_can_be_read(site, tmp_path):
    site.paths |= {"/a": feed(1), "/b": feed(2, 3)}
    done = check("--feeds", write(tmp_path, site, "/a", "/b"))
    assert done.exit_code == 0
    assert "2 feeds: 2 good." in done.output
    assert "Báo a" in done.output
    assert "allows" in done.output


def test_a_broken_feed_is_told_and_ends_the_command_with_1(site, tmp_path):
    site.paths["/a"] = feed(1)
    done = check("--feeds", write(tmp_path, site, "/a", "/nowhere"))
    assert done.exit_code == 1
    assert "2 feeds: 1 good, 1 broken." in done.output
    assert "HTTP 404" in done.output


def test_json_for_scripts(site, tmp_path):
    site.paths["/a"] = feed(1)
    done = check("--json", "--feeds", write(tmp_path, site, "/a", "/nowhere"))
    good, broken = map(orjson.loads, done.stdout.splitlines())
    assert (good["title"], good["state"], good["entries"], good["robots"]) == ("Báo a", "good", 1, True)
    assert (broken["state"], broken["newest"]) == ("broken", None)


@pytest.mark.django_db(transaction=True)
def test_the_feeds_that_are_followed(site, monkeypatch):
    monkeypatch.setattr(checking.ready, "records", lambda: None)
    site.paths["/a"] = feed(1)
    follow("feeds", {"address": f"{site.address}/a", "title": "Báo A"}, title="Báo A")
    done = check("--followed")
    assert done.exit_code == 0
    assert "1 feeds: 1 good." in done.output


def test_no_network_is_said_once(monkeypatch):
    def nothing(*_, **__):
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    web_module.forget_hosts()
    with pytest.raises(SourceUnreachable, match="hosts asked first"):
        check()
    web_module.forget_hosts()


def test_the_word_for_the_list_that_comes_along(tmp_path, monkeypatch):
    assert read_opml(checking.list_of(checking.Path("vietnam"))) == read_opml(opml.vietnam())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vietnam").write_bytes(b"mine")
    assert checking.list_of(checking.Path("vietnam")) == b"mine"
    with pytest.raises(UnreadableFile, match=r"nowhere\.opml"):
        checking.list_of(checking.Path("nowhere.opml"))
