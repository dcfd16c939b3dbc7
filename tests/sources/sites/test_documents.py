"""Sitemaps: what they list is read; what attacks is refused; no bytes break the reader."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.sites.pages import entry, index, urlset

from civicbeat.records.errors import FormatChanged, SourceError
from civicbeat.sources.sites import documents
from civicbeat.sources.sites.documents import Listed, read

BOMB = (
    b'<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
)
FILE = b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>'


def test_pages_with_their_dates_and_news():
    listed = read(urlset(entry("https://a/1", "2026-03-01"), entry("https://a/2?x=1&amp;y=2", "", "2026-03-01T01:00Z")))
    midnight_in_the_city = datetime(2026, 2, 28, 17, tzinfo=UTC)
    one = datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert listed.listed == (
        Listed("https://a/1", midnight_in_the_city),
        Listed("https://a/2?x=1&y=2", one, one, "Tin nóng", "vi", "Báo Mẫu"),
    )


def test_an_index_lists_sitemaps():
    assert read(index(("https://a/1.xml", ""))) == documents.Sitemap(True, (Listed("https://a/1.xml"),))


def test_the_address_of_a_picture_is_not_that_of_the_page():
    body = b'<urlset xmlns:i="i"><url><i:image><i:loc>https://a/p.png</i:loc></i:image><loc>https://a/1</loc></url></urlset>'
    assert [one.address for one in read(body).listed] == ["https://a/1"]


def test_packed_sitemaps_and_blanks_before_the_declaration_are_read():
    assert len(read(gzip.compress(b"\n " + urlset(entry("https://a/1")))).listed) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>404</body></html>",
        BOMB,
        FILE,
        BOMB.decode().encode("utf-16"),
        urlset(entry("https://a/1"))[:-12],
        gzip.compress(urlset())[:-9],
        gzip.compress(urlset()) + gzip.compress(urlset()),
        b"\x1f\x8b and no more",
        gzip.compress(b" " * (documents.LARGEST + 1)),
        b"<urlset>" + b"<a>" * 100_000,
        urlset(*[entry("https://a/1")] * (documents.MOST_LISTED + 1)),
    ],
    ids=range(12),
)
def test_what_is_no_sitemap_or_attacks_is_refused(body):
    with pytest.raises(FormatChanged):
        read(body)


def test_addresses_and_fields_of_no_measure_are_left_out():
    assert read(urlset(entry("https://a/" + "x" * 2_000), entry("https://a/" + "x" * 5_000), entry(""))).listed == ()


WHOLE = urlset(entry("https://a/1", "2026-03-01", "2026-03-01T01:00Z"), entry("https://a/2"))
PIECES = [
    b"<urlset>",
    b"</urlset>",
    b"<url>",
    b"</url>",
    b"<loc>",
    b"</loc>",
    b"<sitemapindex>",
    b"&#0;",
    b"&x;",
    b"<![CDATA[",
]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=20).map(b"".join),
        st.tuples(st.integers(0, len(WHOLE)), st.binary(max_size=4)).map(
            lambda t: WHOLE[: t[0]] + t[1] + WHOLE[t[0] :]
        ),
        st.binary(max_size=60).map(gzip.compress),
        st.binary(max_size=60).map(lambda tail: gzip.compress(WHOLE)[:-20] + tail),
    )
)
def test_no_bytes_break_the_reader(body):
    try:
        sitemap = read(body)
    except SourceError:
        return
    assert all(one.address and len(one.address) <= documents.LONGEST_ADDRESS for one in sitemap.listed)


@given(st.text(max_size=40))
def test_no_text_breaks_a_moment(text):
    found = documents.moment(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01"])
def test_a_moment_at_the_edge_of_time_is_none(edge):
    assert documents.moment(edge) is None
