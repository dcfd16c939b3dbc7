"""Sites: new and changed pages once, nothing lost between readings, a host that is left alone when it asks."""

import gzip
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.sources.feeds.server import say
from tests.sources.sites.pages import NOW, ago, article, entry, index, urlset

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.sites import SitesSource, memory, walk
from civicbeat.sources.sites.memory import Memory, SeenPage
from civicbeat.sources.web import AskedToWait, forget_hosts

HTML = {"Content_Type": "text/html; charset=utf-8"}


@pytest.fixture
def source(site, web):
    return SitesSource(site.address, "sites.bao-mau", "Báo Mẫu", web=web)


def listing(site, *entries, path="/sitemap.xml", **headers):
    site.paths[path] = say(200, urlset(*entries), **headers)


def pages(site, *numbers, **how):
    site.paths |= {f"/{number}": say(200, article(number, **how), **HTML) for number in numbers}


def at(site, number, hours=1.0, **how):
    return entry(f"{site.address}/{number}", ago(hours), **how)


def once(source, cursor):
    """One reading: its page, its posts and the kept cursor as a store would give it back."""
    (page,) = source.fetch(cursor)
    return page, [source.to_post(raw) for raw in page.raws], json.loads(json.dumps(dict(page.cursor)))


def test_an_article_speaks_for_its_site(site, source):
    listing(site, at(site, 1))
    pages(site, 1)
    _, (post,), _ = once(source, {})
    assert post.text.startswith("Ngập 1\nNước ngập sâu")
    assert "Trang chủ" not in post.text
    assert (post.institution, post.author, post.kind, post.platform) == ("Báo Mẫu", "", "article", "news")
    assert (post.native_id, post.url, post.language) == (f"{site.address}/1", f"{site.address}/1", "vi")
    assert post.published_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


def test_the_news_extension_gives_title_and_date(site, web):
    listing(site, entry(f"{site.address}/1", news=ago(2)))
    pages(site, 1, published="", kind="website")
    _, (post,), _ = once(SitesSource(site.address, "sites.bao-mau", web=web), {})
    assert post.text.startswith("Tin nóng\n")
    assert (post.institution, post.published_at) == ("Báo Mẫu", NOW - timedelta(hours=2))


def test_robots_names_sitemaps_an_index_leads_to_packed_ones_and_its_loops_end(site, source):
    site.paths["/robots.txt"] = say(200, f"Sitemap: {site.address}/all.xml\nSitemap: /news.xml\n".encode())
    here = site.address
    site.paths["/all.xml"] = say(
        200, index((f"{here}/all.xml", ""), (f"{here}/a.xml.gz", ago(1)), (f"{here}/old.xml", ago(999)))
    )
    site.paths["/a.xml.gz"] = say(200, gzip.compress(urlset(at(site, 1))), Content_Type="application/x-gzip")
    listing(site, at(site, 2), at(site, 1), path="/news.xml")
    pages(site, 1, 2)
    _, posts, _ = once(source, {})
    assert {post.native_id for post in posts} == {f"{here}/1", f"{here}/2"}
    assert [site.count(path) for path in ("/all.xml", "/a.xml.gz", "/old.xml", "/1")] == [1, 1, 0, 1]


def test_only_news_and_edits_come_and_dates_stay(site, source):
    listing(site, at(site, 1, 3), at(site, 2, 3), at(site, 9, 999))
    pages(site, 1, 2)
    _, first, cursor = once(source, {})
    assert len(first) == 2
    listing(site, at(site, 1, 2), at(site, 2, 1), at(site, 3, 1))
    pages(site, 2, 3, more="Đã sửa.", published="2026-03-05T08:30:00+07:00")
    _, second, cursor = once(source, cursor)
    assert {post.native_id[-1] for post in second} == {"2", "3"}, "1 was stamped anew and says the same"
    dates = {post.native_id[-1]: post.published_at.day for post in second}
    assert dates == {"2": 1, "3": 5}
    assert once(source, cursor)[1] == []
    assert site.count("/1") == 2


def test_what_one_reading_cannot_take_waits_and_nothing_is_lost(site, web):
    listing(site, *(at(site, number, 10 - number) for number in range(1, 8)), ETag='"a"')
    pages(site, *range(1, 8))
    source = SitesSource(site.address, "sites.bao-mau", most_pages=3, web=web)
    cursor, read, ends = {}, [], []
    for _ in range(3):
        page, posts, cursor = once(source, cursor)
        read += [post.native_id[-1] for post in posts]
        ends.append(page.covers.end)
    assert read == [str(number) for number in range(1, 8)]
    assert ends[:2] == [NOW - timedelta(hours=6), NOW - timedelta(hours=3)]
    assert ends[2] > NOW - timedelta(hours=1)
    assert [headers.get("If-None-Match") for path, headers in site.asked if path == "/sitemap.xml"] == [None] * 3
    site.paths["/sitemap.xml"] = say(304)
    page, posts, _ = once(source, cursor)
    assert (posts, site.asked[-1][1]["If-None-Match"]) == ([], '"a"')
    assert page.covers.start == ends[2]


def test_robots_is_read_for_sitemaps_once_a_day(site, source):
    listing(site, at(site, 1))
    pages(site, 1)
    *_, cursor = once(source, {})
    asked = site.count("/robots.txt")
    *_, cursor = once(source, cursor)
    assert site.count("/robots.txt") == asked
    cursor["roots_read"] = (NOW - timedelta(days=2)).isoformat()
    once(source, cursor)
    assert site.count("/robots.txt") == asked + 1


def test_a_sitemap_that_ran_over_leaves_a_gap_and_one_that_fails_vouches_for_nothing(site, source):
    listing(site, at(site, 1, 40))
    pages(site, 1, 2)
    *_, cursor = once(source, {})
    cursor["covered"] = ago(30)
    listing(site, at(site, 2, 5))
    page, _, again = once(source, cursor)
    assert page.covers.start == NOW - timedelta(hours=5)
    site.paths["/robots.txt"] = say(
        200, f"Sitemap: {site.address}/ok.xml\nSitemap: {site.address}/sitemap.xml".encode()
    )
    listing(site, at(site, 2, 5), path="/ok.xml")
    del site.paths["/sitemap.xml"]
    page, _, later = once(source, again | {"roots_read": ""})
    assert page.covers is None
    assert (later["covered"], later["since"]) == (again["covered"], again["since"])
    assert [one.reason for one in page.rejected] == ["sitemap-unreadable"]


def test_a_host_that_asks_to_wait_is_left_alone_and_what_was_read_is_kept(site, source):
    listing(site, at(site, 1, 3), at(site, 2, 2), at(site, 3, 1))
    pages(site, 1, 3)
    site.paths["/2"] = say(429, Retry_After="600")
    reading = source.fetch({})
    page = next(reading)
    with pytest.raises(AskedToWait):
        next(reading)
    assert [raw["id"][-1] for raw in page.raws] == ["1"]
    asked = len(site.asked)
    with pytest.raises(AskedToWait):
        next(source.fetch(page.cursor))
    assert len(site.asked) == asked
    forget_hosts()
    pages(site, 2)
    _, posts, _ = once(source, {**page.cursor, "not_before": ago(1)})
    assert [post.native_id[-1] for post in posts] == ["2", "3"]


def test_a_sitemap_that_asks_to_wait_keeps_the_cursor(site, source):
    site.paths["/sitemap.xml"] = say(503, Retry_After="600")
    reading = source.fetch({"since": ago(9)})
    assert dict(next(reading).cursor).keys() == {"since", "not_before"}
    with pytest.raises(AskedToWait):
        next(reading)


def test_pages_that_are_no_articles_are_set_aside_with_the_reason(site, source):
    here, there = site.address, site.address.replace("127.0.0.1", "localhost")
    listing(site, *(at(site, number, 9 - number) for number in range(1, 8)), entry(f"{there}/8", ago(1)))
    pages(site, 1, published="")
    pages(site, 2, kind="website")
    site.paths["/3"] = say(200, b"%PDF", Content_Type="application/pdf")
    site.paths["/4"] = say(200, b"<html></html>", **HTML)
    site.paths["/5"] = say(302, Location=f"{there}/1")
    site.paths["/6"] = say(403)
    site.paths["/7"] = say(410)
    page, posts, cursor = once(source, {})
    assert posts == []
    assert [(one.where, one.reason) for one in page.rejected] == [
        (f"{here}/{number}", reason)
        for number, reason in enumerate(
            ("no-date", "no-article", "not-html", "no-text", "elsewhere", "refused", "refused"), 1
        )
    ]
    assert site.count("/8") == 0
    assert once(source, cursor)[0].rejected == ()


def test_a_page_that_does_not_answer_is_tried_thrice_and_a_host_in_trouble_is_spared(site, source):
    listing(site, *(at(site, number, 9 - number) for number in range(1, 6)))
    pages(site, 5)
    page, _, cursor = once(source, {})
    assert (page.raws, page.rejected, site.count("/4")) == ((), (), 0)
    *_, cursor = once(source, cursor)
    page, _, cursor = once(source, cursor)
    assert [one.reason for one in page.rejected] == ["unreachable"] * 3
    _, posts, cursor = once(source, cursor)
    assert [post.native_id[-1] for post in posts] == ["5"]


def test_pages_without_a_date_are_told_of_once(site, source):
    listing(site, entry(f"{site.address}/1"), entry(f"{site.address}/2"))
    page, _, cursor = once(source, {})
    assert [(one.reason, one.detail) for one in page.rejected] == [("no-date", "2 pages are listed without a date.")]
    assert once(source, cursor)[0].rejected == ()
    assert site.count("/1") == 0


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(404), SourceUnreachable),
        (say(200, b"<html>", **HTML), FormatChanged),
        (say(200, b'<!DOCTYPE u [<!ENTITY a "a">]><urlset>&a;</urlset>'), FormatChanged),
        (say(200, gzip.compress(b" " * 2**25)), FormatChanged),
        (say(302, Location="/sitemap.xml"), SourceUnreachable),
        (say(302, Location="http://10.0.0.1/sitemap.xml"), SourceError),
    ],
    ids=["none", "page", "entities", "bomb", "circle", "private"],
)
def test_no_sitemap_is_an_error(site, source, answer, error):
    site.paths["/sitemap.xml"] = answer
    with pytest.raises(error):
        list(source.fetch({}))


def test_an_endless_index_is_read_in_turns_to_a_bound(site, source, monkeypatch):
    monkeypatch.setattr(walk, "MOST_READ", 4)
    children = [f"{site.address}/{number}.xml" for number in range(6)]
    site.paths["/sitemap.xml"] = say(200, index(*((child, "") for child in children)))
    for number in range(6):
        listing(site, at(site, f"old{number}", 999), path=f"/{number}.xml")
    page, _, cursor = once(source, {})
    assert page.covers is None
    page, *_ = once(source, cursor)
    assert [site.count(f"/{number}.xml") for number in range(6)] == [1] * 6
    assert page.covers is not None


def test_the_cursor_stays_small_and_says_what_it_passes_over(site, web, monkeypatch):
    monkeypatch.setattr(memory, "MOST_SEEN", 5)
    listing(site, *(entry(f"{site.address}/{number}", ago(1)) for number in range(12)))
    pages(site, *range(12))
    source = SitesSource(site.address, "sites.bao-mau", most_pages=10, web=web)
    page, posts, cursor = once(source, {})
    assert len(posts) == 10
    assert len(cursor["seen"]) <= 5
    assert [(one.reason, one.detail) for one in page.rejected] == [("too-many", "2 pages are passed over.")]
    assert once(source, cursor)[1] == []


def test_pages_from_the_future_do_not_hide_what_comes(site, source, monkeypatch):
    monkeypatch.setattr(memory, "MOST_SEEN", 2)
    listing(site, *(entry(f"{site.address}/{number}", "9999-12-31T00:00:00Z") for number in range(4)))
    pages(site, *range(5))
    *_, cursor = once(source, {})
    listing(site, entry(f"{site.address}/4", (datetime.now(UTC) + timedelta(seconds=2)).isoformat()))
    assert [post.native_id[-1] for post in once(source, cursor)[1]] == ["4"]


@pytest.mark.parametrize("path", ["a b", "%zz", "\x7f", "ngập", "..", "?", "#x", "\u202e", "a" * 1_900])
def test_no_address_of_the_site_breaks_a_reading(site, source, path):
    listing(site, entry(f"{site.address}/{path}", ago(2)), at(site, 1))
    pages(site, 1)
    page, posts, _ = once(source, {})
    assert [post.native_id[-1] for post in posts] == ["1"]
    assert all(len(one.where) <= 200 for one in page.rejected)


def test_a_full_cursor_is_within_half_a_mebibyte():
    known = Memory(NOW, NOW, (), "", {}, {}, {})
    later = int((NOW + timedelta(days=1)).timestamp())
    known.seen = {memory.key(str(n)): SeenPage(later, ago(1), "0" * 16) for n in range(memory.MOST_SEEN + 9)}
    known.since = NOW - timedelta(days=2)
    known.trim()
    assert len(json.dumps(known.as_cursor())) < 2**19


@pytest.mark.parametrize(
    "cursor",
    [
        {"since": 3, "seen": {"a": [1]}, "sitemaps": [1], "roots": "x", "tries": {"a": None}},
        {"since": "2026-01-01", "seen": {"a": ["x", 1, 2]}, "roots_read": 5, "covered": "never", "not_before": 7},
    ],
)
def test_a_cursor_of_another_hand_is_forgotten(site, source, cursor):
    listing(site, at(site, 1))
    pages(site, 1)
    assert len(once(source, cursor)[1]) == 1


def test_a_page_bomb_is_set_aside(site, source):
    listing(site, at(site, 1))
    site.paths["/1"] = say(200, gzip.compress(article(1, more="a" * 2**21)), Content_Encoding="gzip", **HTML)
    page, *_ = once(source, {})
    assert [one.reason for one in page.rejected] == ["bad-page"]


def test_deep_markup_is_read_in_time(site, source):
    listing(site, at(site, 1))
    site.paths["/1"] = say(200, b"<div>" * 50_000 + b"x", **HTML)
    started = time.monotonic()
    page, *_ = once(source, {})
    assert not page.raws
    assert time.monotonic() - started < 10


def test_settings_are_checked():
    for wrong in (
        {"name": "Báo"},
        {"address": "http://[x"},
        {"address": "https://u:p@a.example"},
        {"days_back": 0},
        {"most_pages": 0},
    ):
        with pytest.raises(SettingError):
            SitesSource(**{"address": "https://bao.example", "name": "sites.bao", **wrong})


def test_a_page_without_text_is_no_post(source):
    assert source.to_post({"id": "1", "title": "Tin", "full": " "}) == Rejected(
        "a page", "no-text", "The page has no main text."
    )
    assert isinstance(source.to_post({"id": "1", "full": "Tin", "published": ago(1), "read_at": ago(0)}), Post)
