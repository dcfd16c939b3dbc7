"""Discover: what stands at an address is told; what is hostile, private or nothing gives nothing."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say
from tests.sources.sites.pages import ago, entry, index, urlset

from civicbeat.sources.discover import Offer, _whole, discover
from civicbeat.sources.feeds import page
from civicbeat.sources.web import Web, forget_hosts

PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" title="Tin" href="/rss"></head></html>'
RSS = '<rss version="2.0"><channel><title>Báo Mẫu</title><item><title>Tin</title></item></channel></rss>'.encode()


@pytest.fixture
def site():
    with running() as site:
        forget_hosts()
        yield site
        forget_hosts()


@pytest.fixture
def web():
    return Web(pause=0, timeout=10, deadline=20, attempts=1, allow_loopback=True)


def told(value):
    return say(200, json.dumps(value).encode(), Content_Type="application/json")


def kinds(offers):
    return [offer.kind for offer in offers]


def test_a_newspaper_offers_its_feeds_and_its_sitemap(site, web):
    site.paths["/page"] = say(200, PAGE)
    site.paths["/robots.txt"] = say(200, f"Sitemap: {site.address}/gone.xml\nSitemap: {site.address}/all.xml".encode())
    site.paths["/all.xml"] = say(200, index((f"{site.address}/1.xml", ago(1))))
    assert discover(f" {site.address}/page ", web) == (
        Offer("feeds", f"{site.address}/rss", "Tin", "127.0.0.1 names this feed."),
        Offer("sites", f"{site.address}/", "127.0.0.1", "Its sitemap /all.xml lists its pages."),
    )


def test_a_feed_and_a_sitemap_are_offered_as_they_are(site, web):
    site.paths["/rss"] = say(200, RSS)
    assert discover(f"{site.address}/rss", web) == (
        Offer("feeds", f"{site.address}/rss", "Báo Mẫu", "The address answers with a feed."),
    )
    site.paths["/news.xml"] = say(200, urlset(entry(f"{site.address}/1")))
    (offer,) = discover(f"{site.address}/news.xml", web)
    assert (offer.kind, offer.address) == ("sites", f"{site.address}/news.xml")


def test_a_mastodon_server_is_known_by_its_instance_or_its_nodeinfo(site, web):
    site.paths["/api/v2/instance"] = told({"domain": "xa.example", "title": "Xã hội", "version": "4.5.0"})
    (offer,) = discover(f"{site.address}/@ai", web)
    assert (offer.kind, offer.address, offer.title) == ("mastodon", f"{site.address}/", "Xã hội")
    del site.paths["/api/v2/instance"]
    site.paths["/.well-known/nodeinfo"] = told({"links": [7, {"href": f"{site.address}/nodeinfo/2.0"}]})
    site.paths["/nodeinfo/2.0"] = told({"software": {"name": "mastodon"}, "metadata": []})
    assert kinds(discover(site.address, web)) == ["mastodon"]
    site.paths["/nodeinfo/2.0"] = told({"software": {"name": "lemmy"}})
    assert discover(site.address, web) == ()


def test_nodeinfo_of_another_host_is_not_asked(site, web):
    elsewhere = site.address.replace("127.0.0.1", "localhost")
    site.paths["/.well-known/nodeinfo"] = told({"links": [{"href": f"{elsewhere}/nodeinfo/2.0"}]})
    site.paths["/nodeinfo/2.0"] = told({"software": {"name": "mastodon"}})
    assert discover(site.address, web) == ()
    assert site.count("/nodeinfo/2.0") == 0


def test_a_forum_is_known_by_its_answer_or_its_generator(site, web):
    site.paths["/site.json"] = told({"categories": [], "trust_levels": {}})
    assert kinds(discover(f"{site.address}/t/1", web)) == ["discourse"]
    del site.paths["/site.json"]
    meta = b'<meta name="generator" content="Discourse 3.5"><meta name="discourse-base-uri" content="/forum">'
    site.paths["/forum/t/1"] = say(200, meta)
    (offer,) = discover(f"{site.address}/forum/t/1", web)
    assert (offer.kind, offer.address) == ("discourse", f"{site.address}/forum/")


PHPBB = """<!DOCTYPE html><html dir="ltr" lang="vi"><head><meta charset="utf-8"><title>Diễn đàn</title></head>
<body id="phpbb" class="nojs notouch section-viewtopic ltr"><div id="wrap"></div></body></html>"""
XENFORO = (
    """<!DOCTYPE html><html id="XF" lang="vi" dir="LTR" data-app="public" class="has-no-js"><body></body></html>"""
)
VBULLETIN = '<html><head><meta name="generator" content="vBulletin 4.2.5" /></head></html>'
FLUXBB = '<p id="poweredby">Powered by <a href="http://fluxbb.org/">FluxBB</a></p>'


@pytest.mark.parametrize(
    ("markup", "path", "feed", "name"),
    [
        (PHPBB, "/viewtopic.php?t=7", "/app.php/feed", "phpBB"),
        (PHPBB, "/dien-dan/viewtopic.php?t=7", "/dien-dan/feed.php", "phpBB"),
        ('<a href="https://www.phpbb.com/">phpBB</a>', "/forum/", "/forum/feed", "phpBB"),
        (XENFORO, "/threads/ngap.12/", "/forums/-/index.rss", "XenForo"),
        (XENFORO, "/dien-dan/threads/ngap.12/page-2", "/dien-dan/forums/-/index.rss", "XenForo"),
        (VBULLETIN, "/showthread.php?t=7", "/external.php?type=RSS2", "vBulletin"),
        (FLUXBB, "/forum/viewtopic.php?id=7", "/forum/extern.php?action=feed&type=atom", "FluxBB"),
    ],
)
def test_a_forum_whose_pages_name_no_feed_is_followed_where_its_program_puts_it(site, web, *, markup, path, feed, name):
    site.paths[path] = say(200, markup.encode())
    site.paths[feed] = say(200, RSS)
    (offer,) = discover(f"{site.address}{path}", web)
    assert (offer.kind, offer.address, offer.title) == ("feeds", f"{site.address}{feed}", "Báo Mẫu")
    assert offer.why == f"Its pages say that {name} made them, and its feed stands where {name} puts it."


def test_a_forum_that_names_its_feed_is_taken_at_its_word(site, web):
    link = '<link rel="alternate" type="application/atom+xml" title="Feed" href="/app.php/feed?f=2">'
    site.paths["/"] = say(200, PHPBB.replace("</head>", f"{link}</head>").encode())
    site.paths["/app.php/feed"] = say(200, RSS)
    (offer,) = discover(f"{site.address}/", web)
    assert (offer.address, offer.why) == (f"{site.address}/app.php/feed?f=2", "127.0.0.1 names this feed.")
    assert site.count("/app.php/feed") == 0


@pytest.mark.parametrize(
    "markup",
    ["<html><body>phpBB</body></html>", '<a href="https://www.phpbb.com/">x</a>', '<div id="phpbb">', '<p id="XF">'],
)
def test_no_well_known_address_is_tried_where_the_page_does_not_say_so(site, web, markup):
    site.paths["/"] = say(200, markup.encode())
    site.paths["/feed"] = site.paths["/app.php/feed"] = site.paths["/forums/-/index.rss"] = say(200, RSS)
    assert discover(f"{site.address}/", web) == ()
    assert not any("feed" in path or "rss" in path for path, _ in site.asked)


def test_a_forum_without_a_feed_offers_nothing_after_a_few_questions(site, web):
    site.paths["/a/b/c/viewtopic.php"] = say(200, PHPBB.encode())
    site.paths["/a/b/c/feed.php"] = say(200, b"<html>no feed</html>")
    assert discover(f"{site.address}/a/b/c/viewtopic.php", web) == ()
    assert sum("feed" in path for path, _ in site.asked) == 6


@pytest.mark.parametrize(
    "junk", ["<div>" * 100_000, "<a" * 500_000, "<!--" * 200_000, "<meta name=generator " * 60_000]
)
def test_hostile_markup_takes_no_time(junk):
    began = datetime.now(UTC)
    assert page.read(f'{junk}<link rel="alternate" type="text/xml" href="/x">'.encode()).forum is None
    assert datetime.now(UTC) - began < timedelta(seconds=3)


def test_a_page_in_another_encoding_still_names_its_feed():
    link = '<link rel="ALTERNATE home" type="application/RSS+xml" title="Tin \xe9" href=" /rss ">'
    assert page.read(b"\xff\x00<html>" + link.encode("latin-1")).feeds == (("/rss", "Tin �"),)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"<html>{text}".encode())))
def test_no_page_breaks_the_reading(body):
    assert isinstance(page.read(body), page.Page)


@pytest.mark.parametrize(
    "answer",
    [
        say(500),
        say(404),
        say(429, Retry_After="600"),
        say(200, b""),
        say(200, b"[" * 100_000),
        say(200, b"[7]"),
        say(200, b'{"links": {}, "domain": 7, "version": [], "categories": 1}'),
        say(200, b'{"links": [{"href": "http://[x"}]}'),
        say(200, b'<link rel="alternate" type="text/xml" href="http://[x">'),
        say(200, b'<!DOCTYPE u [<!ENTITY a "a">]><urlset>&a;</urlset>'),
        say(200, gzip.compress(b" " * 2**25), Content_Encoding="gzip"),
        say(200, gzip.compress(b" " * 2**25)),
        say(302, Location="/"),
        say(302, Location="http://169.254.169.254/"),
        say(302, Location="http://[x"),
        say(200, b"\xff\xfe\x00"),
    ],
    ids=range(16),
)
def test_hostile_answers_give_nothing(site, web, answer):
    for path in ("/", "/sitemap.xml", "/api/v2/instance", "/.well-known/nodeinfo", "/site.json"):
        site.paths[path] = answer
    assert discover(f"{site.address}/", web) == ()


def test_a_fault_of_one_probe_does_not_stop_another(site, web):
    site.paths["/"] = say(500)
    site.paths["/sitemap.xml"] = say(200, b"{")
    site.paths["/api/v2/instance"] = say(200, b"<")
    site.paths["/site.json"] = told({"categories": [], "trust_levels": {}})
    assert kinds(discover(site.address, web)) == ["discourse"]


def test_every_probe_is_bounded(site, web):
    site.paths["/robots.txt"] = say(200, b"".join(b"Sitemap: /%d.xml\n" % n for n in range(500)))
    links = [{"href": f"{site.address}/n{n}"} for n in range(500)]
    site.paths["/.well-known/nodeinfo"] = told({"links": links})
    assert discover(site.address, web) == ()
    assert len(site.asked) < 15


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1/",
        "10.0.0.1",
        "[::1]",
        "http://169.254.169.254/latest",
        "ftp://a.example/",
        "http://u:p@1.1.1.1/",
    ],
)
def test_what_must_not_be_asked_gives_nothing(address):
    forget_hosts()
    assert discover(address, Web(pause=0)) == ()


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(max_size=20).map("http://[".__add__)))
def test_no_text_breaks_the_reading_of_an_address(text):
    whole = _whole(text)
    assert not whole or urlsplit(whole).hostname
