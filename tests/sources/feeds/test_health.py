"""Health: what is told of every feed of a list, and that a machine without a network is not taken for broken feeds."""

import re
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.sources.feeds.server import say

from civicbeat.records.errors import SourceUnreachable
from civicbeat.sources.feeds import Listed, opml, read_opml
from civicbeat.sources.feeds.health import FIRST_LOOK, State, examine, examined

NOW = datetime.now(UTC).replace(microsecond=0)


def feed(*ages):
    dates = [format_datetime(NOW - timedelta(days=age)) for age in ages]
    items = "".join(
        f"<item><guid>g{n}</guid><title>Tin {n}</title><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates)
    )
    return say(200, f'<rss version="2.0"><channel><title>Báo Mẫu</title>{items}</channel></rss>'.encode())


def silent_address(path="/rss"):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}{path}"


def test_what_is_told_of_each(site, web):
    site.paths |= {
        "/robots.txt": say(200, b"User-agent: *\nDisallow: /private"),
        "/good": feed(0.5, 3),
        "/tomorrow": feed(-1, 2),
        "/quiet": feed(40, 50),
        "/old": say(301, Location="/good"),
        "/for-now": say(302, Location="/good"),
        "/empty": feed(),
        "/page": say(200, b"<html><body>Xin chao</body></html>"),
        "/gone": say(410),
    }
    health = {path: examine(Listed(site.address + path), web) for path in (*site.paths, "/private/rss", "/nowhere")}
    states = {path: found.state.value for path, found in health.items() if path != "/robots.txt"}
    assert states == {
        "/good": "good",
        "/tomorrow": "good",
        "/quiet": "quiet",
        "/old": "moved",
        "/for-now": "good",
        "/empty": "broken",
        "/page": "broken",
        "/gone": "broken",
        "/private/rss": "broken",
        "/nowhere": "broken",
    }
    assert (health["/good"].entries, health["/good"].newest) == (2, NOW - timedelta(days=0.5))
    assert health["/tomorrow"].newest == NOW - timedelta(days=2)
    assert health["/old"].moved_to == f"{site.address}/good"
    assert health["/for-now"].moved_to == ""
    assert (health["/good"].robots, health["/private/rss"].robots, health["/gone"].robots) == (True, False, None)
    assert "robots.txt" in health["/private/rss"].problem
    assert "404" in health["/nowhere"].problem
    assert not any(found.silent for found in health.values())


def test_a_host_that_asks_to_wait_is_not_broken(site, web):
    site.paths["/rss"] = say(503, Retry_After="600")
    assert examine(Listed(f"{site.address}/rss"), web).state is State.WAITS


def test_a_list_keeps_its_order_and_each_feed_is_asked_once(site, web):
    paths = [f"/{n}" for n in range(20)]
    site.paths |= {path: feed(1) for path in paths}
    found = list(examined([Listed(site.address + path) for path in paths], web))
    assert [health.feed.address for health in found] == [site.address + path for path in paths]
    assert [site.count(path) for path in paths] == [1] * 20


def test_one_dead_host_among_living_ones_is_a_broken_feed(site, web):
    site.paths["/rss"] = feed(1)
    found = list(examined([Listed(silent_address()), Listed(f"{site.address}/rss")], web))
    assert [(health.state, health.silent) for health in found] == [(State.BROKEN, True), (State.GOOD, False)]


def test_without_a_network_the_list_is_not_gone_through(web, monkeypatch):
    asked = []

    def nothing(host, *_, **__):
        asked.append(host)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(SourceUnreachable, match=f"None of the {FIRST_LOOK} hosts"):
        list(examined([Listed(f"https://bao-{n}.example/rss") for n in range(60)], web))
    assert sorted(set(asked)) == [f"bao-{n}.example" for n in range(FIRST_LOOK)]


def test_two_dead_hosts_are_no_proof(web):
    found = list(examined([Listed(silent_address()), Listed(silent_address("/b"))], web))
    assert [health.state for health in found] == [State.BROKEN, State.BROKEN]


def test_an_empty_list(web):
    assert list(examined([], web)) == []


def test_the_list_that_comes_along(web):
    listed = read_opml(opml.vietnam())
    assert len(listed) >= 30
    for one in listed:
        web.check(one.address)
        assert one.address.startswith("https://")
        assert one.title
        assert one.home.startswith("https://")
    body = opml.vietnam().decode()
    groups = re.findall(r'<outline text="([^"]+)">', body)
    assert groups == ["Báo chí", "Cơ quan", "Quốc tế"]
    assert {f"/{group}" for group in groups} == set(re.findall(r'category="([^"]+)"', body))
    assert len(re.findall(r'language="(?:vi|en)"', body)) == len(listed)
