"""Wellformed: the quick reader finds what feedparser finds, or leaves the document to it."""

import tarfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from bench.newsstand import Feed
from hypothesis import given, settings
from hypothesis import strategies as st

from civicbeat.sources.feeds import dates, documents, wellformed

CONTENT = "http://purl.org/rss/1.0/modules/content/"
RSS = f'<rss version="2.0" xmlns:content="{CONTENT}" {{more}}><channel>{{parts}}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" {more}>{parts}</feed>'
ITEM = "<item><title>Ngập ở chợ</title><guid>g1</guid>{}</item>"


def rss(parts, more=""):
    return RSS.format(parts=parts, more=more).encode()


def atom(parts, more=""):
    return ATOM.format(parts=parts, more=more).encode()


def by_feedparser(body, content_type=""):
    return documents._any_feed(body, "https://bao.example/rss", content_type)


def ours(body, content_type=""):
    return documents.read(body, address="https://bao.example/rss", content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        rss(
            "<title>Báo Mẫu - Thời sự</title><language>vi</language><image><url>https://b.example/l.png</url>"
            "<title>Khác</title><link>https://b.example</link></image>"
            "<item><title>Nước &amp; rác</title><link>\nhttps://b.example/1.html?a=1&amp;b=2\n</link>"
            "<guid>https://b.example/1.html</guid><pubDate>Sat, 01 Mar 2025 08:00:00 +0700</pubDate>"
            '<description><![CDATA[<a href="x"><img src="y?a=1&b=2" ></a></br>Đường ngập]]></description>'
            '<enclosure type="image/jpeg" length="1" url="https://b.example/1.jpg"/></item>'
        ),
        rss(
            "<item><title>Tin</title><description>Ngắn</description><content:encoded>Dài hơn</content:encoded>"
            "<category>A</category><category>A</category><category>B</category><author>An</author>"
            '<guid isPermaLink="false">7</guid><pubDate>1 Mar 2025 08:00:00 GMT</pubDate></item>',
            'xml:lang="vi_VN"',
        ),
        rss("<item><guid>https://b.example/only-an-id</guid></item><item/>"),
        atom(
            '<title type="html">Báo &lt;b&gt;Mẫu&lt;/b&gt;</title>'
            "<entry><title>Tin</title><id>tag:b.example,2025:1</id>"
            '<link rel="enclosure" href="https://b.example/a.mp3"/><link href="https://b.example/1"/>'
            "<published>2025-03-01T08:00:00.5+07:00</published><updated>2025-03-01T09:00:00Z</updated>"
            "<author><name>Lê Thị Mẫu</name><uri>https://b.example/le</uri></author>"
            '<category term="Nước"/><category term="Nước" label="N"/>'
            '<summary type="html">&lt;p&gt;Ngập&lt;/p&gt;</summary><content>Nước lên nhanh</content></entry>',
            'xml:lang="vi"',
        ),
    ],
)
def test_everyday_feeds_are_read_quickly_and_alike(body):
    assert wellformed.read(body) is not None
    assert ours(body) == by_feedparser(body)


def test_what_newspapers_send_is_plain():
    for number in range(5):
        body = Feed(number).body
        assert wellformed.read(body) is not None, number
        assert ours(body) == by_feedparser(body)


@pytest.mark.parametrize(
    "body",
    [
        rss(ITEM.format("<title>Hai tựa</title>")),
        rss(ITEM.format("<description><p>Thẻ</p></description>")),
        rss(ITEM.format('<description type="html">x</description>')),
        rss(ITEM.format("<link>/relative</link>")),
        rss(ITEM.format("<link>https://b.example/?a=1&amp;amp;b=2</link>")),
        rss(ITEM.format("<link/>")),
        rss(ITEM.format("<author>an@b.example (An)</author>")),
        rss(ITEM.format("<pubDate>hôm qua</pubDate>")),
        rss(ITEM.format("<body>x</body>")),
        rss(ITEM.format("<category domain='x'>A</category>")),
        rss(ITEM.format("<description>H&#195;&#160; N&#225;&#187;&#153;i</description>")),
        rss(ITEM.format("<description>a&#146;b</description>")),
        rss(ITEM.format(""), 'xml:base="https://b.example/"'),
        rss(ITEM.format("<enclosure base='https://b.example/'/>")),
        rss("<title>A</title><title>B</title>"),
        b"<!DOCTYPE rss>" + rss(ITEM.format("")),
        rss(ITEM.format("")).decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="windows-1258"?>' + rss("<title>x</title>"),
        rss(ITEM.format(""))[:-3],
        b"\n" + rss(ITEM.format("&nbsp;")),
        b"<html/>",
        b"<rss/>",
        atom("<entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>x</div></title></entry>"),
        atom("<entry><content type='application/octet-stream'>TmdhcA==</content></entry>"),
        atom("<entry><author><email>an@b.example</email></author></entry>"),
        atom("<entry><link rel='alternate'>https://b.example</link></entry>"),
        atom("<entry xml:lang='vi'/>"),
        atom("", 'xml:lang=""'),
        b"",
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(body):
    assert wellformed.read(body) is None


def test_a_charset_of_the_answer_that_is_not_utf_8_is_left_to_feedparser():
    body = rss(ITEM.format(""))
    assert wellformed.read(body, "application/xml; charset=utf-8") is not None
    assert wellformed.read(body, "application/xml; charset=iso-8859-1") is None


WORDS = st.sampled_from(
    ["Ngập", "Hà Nội", "", " x\n", "<b>x</b>", "a < b", "x&amp;y", "é", "Ã\xa0", "a\x92", "an@b.example (An)"]
)
TEXTS = st.one_of(WORDS, st.text("aăđ <>&;'\"]/?#@=\u00a0\n1é", max_size=12))
LINKS = st.one_of(st.sampled_from(["https://b.example/1?a=1&c=2", "http://b.example:///x", "/x", "tag:b,1"]), TEXTS)
DATES = st.sampled_from(
    ["", "Sat, 01 Mar 2025 08:00:00 +0700", "2025-03-01T08:00:00Z", "2025-03-01", "Sat, 1 Mar 25 08:00 EST", "x"]
)


def part(form, *values):
    return st.builds(lambda *given: form.format(*map(escape, given), *map(quoteattr, given)), *values)


EITHER = (part("<title>{0}</title>", TEXTS), part("<image><title>{0}</title></image>", TEXTS), st.just("<!-- x -->"))
OF_RSS = st.one_of(
    *EITHER,
    part("<description>{0}</description>", TEXTS),
    part("<content:encoded>{0}</content:encoded>", TEXTS),
    part("<link>{0}</link>", LINKS),
    part("<guid>{0}</guid>", LINKS),
    part('<guid isPermaLink="false">{0}</guid>', LINKS),
    part("<author>{0}</author>", TEXTS),
    part("<category>{0}</category>", TEXTS),
    part("<pubDate>{0}</pubDate>", DATES),
    part("<enclosure url={1}/>", LINKS),
    part("<language>{0}</language>", TEXTS),
)
OF_ATOM = st.one_of(
    *EITHER,
    part('<title type="html">{0}</title>', TEXTS),
    part("<summary>{0}</summary>", TEXTS),
    part('<content type="html">{0}</content>', TEXTS),
    part("<id>{0}</id>", LINKS),
    part("<link href={1}/>", LINKS),
    part('<link rel="self" href={1}/>', LINKS),
    part("<author><name>{0}</name></author>", TEXTS),
    part("<author><name>{0}</name><email>{0}</email></author>", TEXTS),
    part("<category term={1}/>", TEXTS),
    part("<category term={2} label={3}/>", TEXTS, TEXTS),
    part("<category term={2} scheme={3}/>", TEXTS, TEXTS),
    part("<published>{0}</published>", DATES),
    part("<updated>{0}</updated>", DATES),
)


def feeds(make, name, parts):
    several = st.lists(parts, max_size=5).map("".join)
    entries = st.lists(several.map(lambda inner: f"<{name}>{inner}</{name}>"), max_size=2).map("".join)
    head = st.lists(parts, max_size=1).map("".join)
    return st.builds(
        lambda *inner: make("".join(inner[:2]), inner[2]), head, entries, st.sampled_from(["", 'xml:lang="vi"'])
    )


@settings(max_examples=400, deadline=None)
@given(st.one_of(feeds(rss, "item", OF_RSS), feeds(atom, "entry", OF_ATOM)))
def test_both_readers_find_the_same(body):
    if wellformed.read(body) is not None:
        assert ours(body) == by_feedparser(body)


def test_both_readers_find_the_same_in_the_public_suite(shared_data):
    quick = 0
    with tarfile.open(shared_data / "feeds" / "feedparser-suite.tar.gz") as suite:
        for member in suite:
            body = suite.extractfile(member).read() if member.name.endswith(".xml") else b""
            if wellformed.read(body) is not None:
                quick += 1
                assert ours(body) == by_feedparser(body), member.name
    assert quick > 600


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Sat, 01 Mar 2025 08:00:00 +0700", 1),
        ("Sat, 01 Mar 2025 08:00:00 GMT+7", 1),
        ("Sat, 01 Mar 2025 08:00:00 GMT+07:00", 1),
        ("1 Mar 2025 08:00:00 GMT", 8),
        ("2025-03-01T08:00:00+07:00", 1),
        ("2025-03-01T08:00:00.123Z", 8),
        ("2025-02-28T22:00:00-03:00", 1),
    ],
)
def test_dates_as_newspapers_write_them(text, hour):
    moment = datetime(2025, 3, 1, hour, tzinfo=UTC)
    assert dates.moment(text) == moment
    body = rss(ITEM.format(f"<pubDate>{text}</pubDate>"))
    assert ours(body).entries[0]["published"] == by_feedparser(body).entries[0]["published"] == moment.isoformat()


@pytest.mark.parametrize("text", ["", "Sat, 32 Mar 2025 08:00:00 GMT", "01/03/2025", "2025-03-01T08:00:00", "GMT+7"])
def test_other_dates_are_left_alone(text):
    assert dates.moment(text) is None
