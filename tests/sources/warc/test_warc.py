"""Web archives: articles out of captures, past whatever is broken in them."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from tests.sources.exported import everything, reasons, upload
from tests.sources.warc.sample import answer, archive, html, sample, text

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.files import opening
from civicbeat.sources.warc import WarcSource, records


def read(*made, **other):
    return everything(WarcSource(upload(archive(*made)), **other))[0]


def pages(count=4):
    return [answer(n, html(n)) for n in range(1, count + 1)]


@pytest.mark.parametrize("packed", [False, True])
def test_captured_pages_become_articles(packed):
    posts, refused = everything(WarcSource(upload(archive(*pages(), packed=packed))))
    assert not refused
    assert [post.native_id for post in posts] == [f"https://www.bao-mau.example/{n}" for n in range(1, 5)]
    first = posts[0]
    assert first.text.startswith("Ngập ở đường số 1\nĐường số 1 lại ngập")
    assert (first.institution, first.kind, first.language) == ("bao-mau.example", "article", "vi")
    assert first.published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


def test_who_speaks_can_be_given():
    assert read(*pages(1), institution="Báo Mẫu")[0].institution == "Báo Mẫu"


def test_a_page_without_a_date_is_known_by_its_capture():
    [post] = read(answer(1, html(1, published="")))
    assert post.published_at == datetime(2025, 4, 1, tzinfo=UTC)
    assert post.native_id == "https://www.bao-mau.example/1 2025-04-01 00:00:00+00:00"


def test_a_date_after_the_capture_is_not_believed():
    [post] = read(answer(1, html(1, published="2031-01-01T00:00:00Z")))
    assert post.published_at == datetime(2025, 4, 1, tzinfo=UTC)


def test_packed_and_chunked_answers_are_read():
    body = html(1)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    posts = read(
        answer(1, gzip.compress(body), Content_Encoding="gzip"),
        answer(2, chunked, Transfer_Encoding="chunked"),
        answer(3, zlib.compress(body), Content_Encoding="deflate"),
        answer(4, body, Content_Encoding="gzip"),
    )
    assert len({post.text for post in posts}) == 1
    assert len(posts) == 4


def test_texts_that_were_drawn_from_pages():
    [post] = read(text(1, "Ngập ở chợ\nNước lên tới gối."))
    assert (post.text, post.kind, post.institution) == ("Ngập ở chợ\nNước lên tới gối.", "article", "bao-mau.example")


def test_what_is_no_page_is_passed_over():
    posts, refused = everything(
        WarcSource(
            upload(
                archive(
                    answer(1, b"\x89PNG", kind="image/png"),
                    answer(2, html(2), status="404 Not Found"),
                    answer(3, html(3), status="301 Moved"),
                    *pages(1),
                )
            )
        )
    )
    assert (len(posts), refused) == (1, [])


def test_what_cannot_be_used_is_counted(monkeypatch):
    monkeypatch.setattr(records, "LARGEST_PAGE", 5_000)
    made = archive(
        answer(1, b"<html><body></body></html>"),
        answer(2, html(2), Content_Encoding="br"),
        answer(3, html(3, extra="x" * 6_000)),
        answer(4, gzip.compress(html(4, extra=" " * 60_000)), Content_Encoding="gzip"),
        answer(5, b"x" * 9_000, kind="video/mp4"),
        answer(6, html(6, extra='<meta property="og:type" content="website">')),
    )
    assert sorted(reasons(WarcSource(upload(made)))) == [
        "no-article",
        "no-text",
        "record-too-long",
        "record-too-long",
        "unknown-packing",
    ]


def starts(data):
    found, at = [], data.find(b"WARC/1.0")
    while at >= 0:
        found.append(at)
        at = data.find(b"WARC/1.0", at + 1)
    return found


def test_reading_goes_on_after_whatever_is_broken():
    whole = archive(*pages(5))
    _, one, two, three, *_ = starts(whole)
    length = whole.index(b"Content-Length", three)
    broken = (
        whole[:one]
        + b"no record at all\r\nnor here\r\n\r\n"
        + whole[one:two]
        + whole[two : two + 40]
        + whole[three:length]
        + b"Content-Length: viele"
        + whole[whole.index(b"\r\n", length) :]
    )
    posts, refused = everything(WarcSource(upload(broken)))
    assert {post.native_id[-1] for post in posts} >= {"1", "4", "5"}
    assert {one.reason for one in refused} == {"broken-record"}
    assert 2 <= len(refused) <= 3


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("lost", [1, 60, 300, 900])
def test_a_cut_archive_gives_what_came_before(lost, packed):
    whole = archive(*pages(5), packed=packed)
    posts, refused = everything(WarcSource(upload(whole[: -lost - 4])))
    assert len(posts) >= 2
    assert [one.reason for one in refused].count("file-cut") == 1


def test_an_archive_that_is_made_to_fill_a_machine(monkeypatch):
    monkeypatch.setattr(opening, "FREELY_UNPACKED", 100_000)
    bomb = gzip.compress(archive(answer(1, b"\0" * 40_000_000, kind="video/mp4")))
    with pytest.raises(UnreadableFile, match="300 times"):
        list(WarcSource(upload(bomb)).fetch({}))


def test_answers_that_are_none_break_nothing():
    made = archive(*pages(2)).replace(b"HTTP/1.1 200 OK", b"\xff\xfe nonsense!", 1)
    posts, refused = everything(WarcSource(upload(made)))
    assert len(posts) + len(refused) <= 2
    assert posts[-1].native_id.endswith("/2")


def test_a_sample_counts_its_empty_page():
    assert reasons(WarcSource(upload(sample(2)))) == ["no-text"]
