"""Feeds: news once, edits again, dates that stay, coverage that admits its gaps."""

import json
import pickle
import tarfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import say

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceRefused, UnreadableFile
from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.feeds import FeedsSource, Listed, discover, documents, memory, read_opml, write_opml
from civicbeat.sources.feeds.plaintext import plain_text
from civicbeat.sources.web import AskedToWait, forget_hosts

NOW = datetime.now(UTC).replace(microsecond=0)


def item(number, *, title="Tin", hours=1.0, body="Nước &lt;b&gt;ngập&lt;/b&gt;", dated=True):
    date = f"<pubDate>{format_datetime(NOW - timedelta(hours=hours))}</pubDate>" if dated else ""
    return (
        f"<item><guid>g{number}</guid><title>{title} {number}</title><description>{body}</description>"
        f"<link>https://bao.example/{number}</link><author>Nguyễn Văn Viết</author><category>giao thông</category>"
        f"{date}</item>"
    )


def rss(*items, title="Báo Mẫu"):
    channel = f"<title>{title}</title><language>vi</language>{''.join(items)}"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


@pytest.fixture
def source(site, web):
    return FeedsSource(f"{site.address}/feed", "feeds.bao-mau", "Báo Mẫu", institutional=True, web=web)


def once(source, cursor):
    """One reading: its page, its posts and the kept cursor as a store would give it back."""
    (page,) = source.fetch(cursor)
    return page, [source.to_post(raw) for raw in page.raws], json.loads(json.dumps(dict(page.cursor)))


def test_a_publisher_speaks_under_its_name_and_its_writers_are_left_out(site, source):
    site.paths["/feed"] = say(200, rss(item(1)), Content_Type="application/rss+xml")
    _, (post,), _ = once(source, {})
    assert post.text == "Tin 1\nNước ngập"
    assert (post.institution, post.author, post.kind, post.platform) == ("Báo Mẫu", "", "article", "news")
    assert (post.native_id, post.url, post.tags, post.language) == (
        "g1",
        "https://bao.example/1",
        ("giao thông",),
        "vi",
    )
    assert post.published_at == NOW - timedelta(hours=1)


def test_a_person_is_an_author_to_be_masked_not_an_institution(site, web):
    site.paths["/feed"] = say(200, rss(item(1)))
    _, (post,), _ = once(FeedsSource(f"{site.address}/feed", "feeds.blog", web=web), {})
    assert (post.institution, post.author, post.kind) == ("", "Nguyễn Văn Viết", "post")


def test_only_news_and_edits_come_and_dates_stay(site, source):
    site.paths["/feed"] = say(200, rss(item(1, hours=3), item(2, hours=2)), ETag='"a"')
    _, first, cursor = once(source, {})
    assert [post.native_id for post in first] == ["g1", "g2"]
    site.paths["/feed"] = say(200, rss(item(1, hours=3), item(2, hours=1, body="Sửa lại"), item(3)))
    _, second, cursor = once(source, cursor)
    assert [post.native_id for post in second] == ["g2", "g3"]
    assert second[0].published_at == first[1].published_at
    assert second[0].collected_at > first[1].collected_at
    _, third, _ = once(source, cursor)
    assert third == []


def test_an_entry_without_a_date_is_dated_when_first_seen(site, source):
    site.paths["/feed"] = say(200, rss(item(1, dated=False)))
    _, (first,), cursor = once(source, {})
    site.paths["/feed"] = say(200, rss(item(1, dated=False, body="Sửa")))
    _, (second,), _ = once(source, cursor)
    assert first.published_at == second.published_at >= NOW


def test_a_date_in_the_future_is_not_believed(site, source):
    site.paths["/feed"] = say(200, rss(item(1, hours=-48)))
    _, (post,), _ = once(source, {})
    assert post.published_at <= datetime.now(UTC)


def test_nothing_new_is_cheap_and_covers_the_time_since(site, source):
    site.paths["/feed"] = say(200, rss(item(1)), ETag='"a"', Last_Modified="Sat, 01 Mar 2025 00:00:00 GMT")
    _, _, cursor = once(source, {})
    site.paths["/feed"] = say(304)
    page, posts, again = once(source, cursor)
    assert posts == []
    assert site.asked[-1][1]["If-None-Match"] == '"a"'
    assert page.covers.start.isoformat() == cursor["polled"]
    assert again["seen"] == cursor["seen"]


def test_the_same_answer_again_is_not_read_again(site, source, monkeypatch):
    site.paths["/feed"] = say(200, rss(item(1)))
    *_, cursor = once(source, {})
    monkeypatch.setattr(documents, "read", lambda *_, **__: pytest.fail("it was read again"))
    site.paths["/feed"] = say(200, rss(item(1)), ETag='"b"')
    page, posts, again = once(source, cursor)
    assert posts == []
    assert page.covers.start.isoformat() == cursor["polled"]
    assert (again["seen"], again["etag"]) == (cursor["seen"], '"b"')
    monkeypatch.undo()
    site.paths["/feed"] = say(200, rss(item(1), item(2)))
    assert [post.native_id for post in once(source, again)[1]] == ["g2"]


def test_coverage_reaches_back_to_the_oldest_entry_at_first(site, source):
    site.paths["/feed"] = say(200, rss(item(1, hours=5), item(2, hours=1)))
    page, *_ = once(source, {})
    assert page.covers.start == NOW - timedelta(hours=5)


def test_a_feed_that_ran_over_leaves_a_gap(site, source):
    site.paths["/feed"] = say(200, rss(item(1, hours=40)))
    *_, cursor = once(source, {})
    cursor["polled"] = (NOW - timedelta(hours=30)).isoformat()
    site.paths["/feed"] = say(200, rss(item(8, hours=2), item(9, hours=1)))
    page, *_ = once(source, cursor)
    assert page.covers.start == NOW - timedelta(hours=2)
    site.paths["/feed"] = say(200, rss(item(1, hours=40), item(9, hours=1)))
    page, *_ = once(source, cursor)
    assert page.covers.start.isoformat() == cursor["polled"]


def test_a_moved_feed_is_remembered(site, source):
    site.paths |= {"/feed": say(301, Location="/new"), "/new": say(200, rss(item(1)))}
    *_, cursor = once(source, {})
    once(source, cursor)
    assert site.count("/feed") == 1
    assert site.count("/new") == 2


def test_a_feed_that_is_gone_is_not_asked_again(site, source):
    site.paths["/feed"] = say(410)
    pages = source.fetch({})
    cursor = next(pages).cursor
    with pytest.raises(SourceRefused, match="gone"):
        next(pages)
    with pytest.raises(SourceRefused, match="gone"):
        next(source.fetch(cursor))
    assert site.count("/feed") == 1


def test_a_wish_to_wait_outlives_the_process(site, source):
    site.paths["/feed"] = say(503, Retry_After="600")
    pages = source.fetch({})
    cursor = next(pages).cursor
    with pytest.raises(AskedToWait):
        next(pages)
    forget_hosts()
    with pytest.raises(AskedToWait):
        next(source.fetch(cursor))
    assert site.count("/feed") == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Hello</body></html>",
        b"\x89PNG\r\n\x1a\n",
        b"{}",
        b'{"version": 3',
        b"[" * 100_000,
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss/>'.encode("utf-16"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(site, source, body):
    site.paths["/feed"] = say(200, body, Content_Type="application/rss+xml")
    with pytest.raises(FormatChanged):
        next(source.fetch({}))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
HIDDEN = LAUGHS.replace("<!", "+ADwAIQ-").encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32", "cp037"])
def test_entities_are_refused_in_whatever_encoding_they_hide(encoding):
    with pytest.raises(FormatChanged, match="entities"):
        documents.read(f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}'.encode(encoding))
    with pytest.raises(FormatChanged, match="entities"):
        documents.read(b'<?xml version="1.0" encoding="utf-7"?>' + HIDDEN)


@pytest.mark.parametrize(
    "type_", ['SYSTEM "http://10.0.0.1/x.dtd"', 'SYSTEM "file:///etc/passwd"', 'PUBLIC "-//x" "http://10.0.0.1/x.dtd"']
)
def test_a_document_type_elsewhere_is_never_fetched(type_):
    body = rss(item(1)).replace(b"<rss", f"<!DOCTYPE rss {type_}><rss".encode())
    assert [entry["id"] for entry in documents.read(body).entries] == ["g1"]


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-32", "utf-32", ""),
        ("utf-8-sig", "utf-8", ""),
        ("utf-8", "utf-16", "text/xml; charset=utf-8"),
        ("utf-8", "iso-8859-1", ""),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "utf-8", "text/xml; charset=klingon"),
        ("utf-8", "", "text/plain"),
    ],
)
def test_charsets_that_are_odd_or_lied_about(written, declared, header):
    told = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = told + rss(item(1, title="Ngập ở Hà Nội")).decode().partition("?>")[2]
    (entry,) = documents.read(body.encode(written), content_type=header).entries
    assert entry["title"] == "Ngập ở Hà Nội 1"


def test_a_feed_under_a_wrong_type_is_read(site, source):
    site.paths["/feed"] = say(200, rss(item(1)), Content_Type="text/html; charset=utf-8")
    assert len(once(source, {})[1]) == 1


def test_json_feed(site, source):
    items = [
        {
            "id": 7,
            "url": "https://b.example/7",
            "title": "Ngập",
            "content_html": "<p>Đường A</p>",
            "tags": ["nước"],
            "date_published": "2025-03-01T08:00:00+07:00",
            "authors": [{"name": "An"}],
        },
        {"content_text": "Không có id"},
        "no object",
    ]
    site.paths["/feed"] = say(200, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())
    _, posts, _ = once(source, {})
    assert [post.text for post in posts] == ["Ngập\nĐường A", "Không có id"]
    assert posts[0].published_at == datetime(2025, 3, 1, 1, tzinfo=UTC)


def test_full_text_where_asked_for(site, web):
    article = "".join(
        f"<p>Đoạn {n} của bài báo kể về trận ngập ở chợ và những người buôn bán tại đó.</p>" for n in range(9)
    )
    entry = item(1).replace("https://bao.example/1", f"{site.address}/1")
    page = f"<html><body><nav>Menu</nav><article><h1>Tin 1</h1>{article}</article></body></html>"
    site.paths |= {
        "/feed": say(200, rss(entry)),
        "/1": say(200, page.encode(), Content_Type="text/html; charset=utf-8"),
    }
    whole = FeedsSource(f"{site.address}/feed", "feeds.x", full_text=True, institutional=True, web=web)
    _, (post,), cursor = once(whole, {})
    assert "Đoạn 8" in post.text
    assert "Menu" not in post.text
    once(whole, cursor)
    assert site.count("/1") == 1
    del site.paths["/1"]
    _, (post,), _ = once(whole, {})
    assert post.text == "Tin 1\nNước ngập"


def test_the_feeds_a_page_declares(site, web):
    page = (
        '<link rel="alternate" type="application/rss+xml" title="Tin" href="/rss">'
        '<link rel=alternate type="application/atom+xml" href="https://b.example/atom">'
        '<link rel="stylesheet" href="/x.css"><link rel="alternate" type="application/rss+xml" href="javascript:x">'
    )
    site.paths |= {"/": say(200, page.encode()), "/rss": say(200, rss(item(1)))}
    assert [feed.address for feed in discover(f"{site.address}/", web)] == [
        f"{site.address}/rss",
        "https://b.example/atom",
    ]
    assert discover(f"{site.address}/rss", web) == (Listed(f"{site.address}/rss", "Báo Mẫu"),)


def test_lists_go_out_and_come_back():
    feeds = (
        Listed("https://a.example/f?x=1&y=2", "Báo <A> & B", "https://a.example/"),
        Listed("https://b.example/f", "B"),
    )
    assert read_opml(write_opml(feeds, title="Nguồn")) == feeds


def test_a_list_with_folders_and_repeats():
    body = b"""<opml version="1.0"><body><outline text="F"><outline text="A" xmlUrl="https://a.example/f"/>
    <outline text="A2" xmlUrl="https://a.example/f"/></outline><outline text="no address"/></body></opml>"""
    assert read_opml(body) == (Listed("https://a.example/f", "A"),)


@pytest.mark.parametrize(
    "body", [b"", b"<opml", b"<rss/>", b'<!DOCTYPE opml [<!ENTITY a "x">]><opml/>', bytes(6 * 2**20)]
)
def test_what_is_no_list(body):
    with pytest.raises(UnreadableFile):
        read_opml(body)


def test_plain_text():
    assert plain_text("<p>Một &amp; hai</p><script>x()</script>ba<br>bốn &lt;5&gt;") == "Một & hai\nba\nbốn <5>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="x"><img src="y" ></a></br>Đường ngập', "Đường ngập"),
        ("trước</br>sau<BR>cuối", "trước\nsau\ncuối"),
        ('xem <iframe src="https://v.example/1" /> đoạn sau', "xem đoạn sau"),
        ("giá < 5 triệu & rẻ", "giá < 5 triệu & rẻ"),
        ("một<!-- bỏ -->\0 hai&nbsp;ba", "một hai ba"),
        ("<noscript>x</noscript><svg><text>y</text></svg>z", "z"),
        ("<p>chưa đóng <b>thẻ", "chưa đóng thẻ"),
    ],
)
def test_plain_text_of_what_newspapers_write(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<a href='", "</", "<?", "<b>", "&#", "<iframe", "</br", "<script>"]
)
def test_broken_html_does_not_hold_anybody_up(piece):
    started = time.process_time()
    plain_text(piece * (2_000_000 // len(piece)))
    assert time.process_time() - started < 5


def test_names_are_checked():
    with pytest.raises(SettingError):
        FeedsSource("https://a.example/f", "Feeds Báo")


def test_a_worker_can_have_it(source):
    assert pickle.loads(pickle.dumps(source)) == source


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=500), st.text(max_size=300).map(lambda text: rss(f"<item><title>{text}</title></item>"))
    )
)
def test_no_bytes_break_the_reader(body):
    try:
        document = documents.read(body)
    except SourceError:
        return
    fresh, seen = memory.news(document, {}, NOW)
    assert len(fresh) == len(seen)
    for raw in fresh:
        assert isinstance(FeedsSource("https://a.example/f", "feeds.x").to_post(raw), Post | Rejected)


def test_the_public_suite_of_feeds(shared_data):
    """2,106 RSS, Atom and CDF documents, well- and ill-formed, and one JSON feed: none stops the program."""
    source = FeedsSource("https://a.example/f", "feeds.suite")
    became: Counter[str] = Counter()
    with tarfile.open(shared_data / "feeds" / "feedparser-suite.tar.gz") as suite:
        for member in suite:
            if not member.name.endswith((".xml", ".json")):
                continue
            try:
                document = documents.read(suite.extractfile(member).read())
            except FormatChanged as error:
                became[error.what] += 1
                continue
            became["with entries" if document.entries else "without entries"] += 1
            fresh, _ = memory.news(document, {}, NOW)
            made = [source.to_post({**raw, "read_at": NOW.isoformat()}) for raw in fresh]
            assert all(isinstance(m, Post) or m.reason == "no-text" for m in made)
    assert became == {
        "with entries": 1194,
        "without entries": 903,
        "The address does not answer with a feed.": 8,
        "The feed declares XML entities.": 2,
    }
