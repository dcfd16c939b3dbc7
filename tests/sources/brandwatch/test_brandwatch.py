"""Brandwatch: the header is found, and what is guessed of authors stays outside."""

from datetime import UTC, datetime

import pytest
from tests.sources.brandwatch.sample import PREAMBLE, mention, sample
from tests.sources.exported import everything, reasons, table, upload, workbook

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.brandwatch import BrandwatchSource


def read(*mentions, before=PREAMBLE):
    return everything(BrandwatchSource(upload(before + table(list(mentions)))))[0]


def test_a_download_is_read_from_its_header_on():
    posts, refused = everything(BrandwatchSource(upload(sample(3))))
    assert [(one.reason, one.where) for one in refused] == [("no-text", "row 11")]
    first = posts[0]
    assert (first.native_id, first.platform, first.author, first.likes) == ("R1", "facebook", "Người 1", 1)
    assert (first.text, first.language, first.kind) == ("Hẻm 1 lại ngập sau mưa", "vi", "post")
    assert first.published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "x\r\n",
        "\r\n\r\n",
        "Ngập\u2028rác\r\n",
        PREAMBLE.replace("\r\n", "\n"),
        '"Brand:","Ngập, rác"\r\n' + PREAMBLE,
    ],
)
def test_the_header_is_found_wherever_it_stands(before):
    assert [post.native_id for post in read(mention(1), mention(2), before=before)] == ["R1", "R2"]


def test_a_workbook_is_read_alike():
    rows = [mention(1), mention(2)]
    cells = [["Report:", "Bulk"], ["Brand:", "Thoát nước"], [], list(rows[0]), *(list(row.values()) for row in rows)]
    posts, refused = everything(BrandwatchSource(upload(workbook(Mentions=cells))))
    assert [post.native_id for post in posts] == ["R1", "R2"]
    assert not refused


def test_news_speaks_under_its_site_and_without_its_writer():
    [post] = read(
        mention(
            1,
            **{
                "Page Type": "news",
                "Domain": "bao-mau.example",
                "Url": "https://bao-mau.example/1",
                "Title": "Ngập nặng",
            },
        )
    )
    assert (post.institution, post.author, post.platform, post.kind) == ("bao-mau.example", "", "news", "article")
    assert post.text == "Ngập nặng\nHẻm 1 lại ngập sau mưa"


def test_a_blog_is_a_persons_and_an_unknown_place_is_elsewhere():
    [blog] = read(mention(1, **{"Page Type": "blog", "Url": "https://an-nhien.example/1"}))
    assert (blog.platform, blog.author, blog.institution) == ("blog", "Người 1", "")
    [other] = read(mention(1, **{"Page Type": "Tên của ai", "Url": "https://an-nhien.example/1"}))
    assert other.platform == "other"


def test_what_is_guessed_of_an_author_is_not_even_handed_on():
    [page] = BrandwatchSource(upload(sample(2))).fetch({})
    assert not any({"Gender", "Professions", "Sentiment", "Độ khẩn"} & raw["row"].keys() for raw in page.raws)
    assert page.unknown["Gender"] == 3
    assert page.unknown["…"] >= 1


def test_replies_and_shares():
    made = read(
        mention(1, **{"Thread Entry Type": "reply", "Thread Id": "R9"}),
        mention(2, **{"Thread Entry Type": "share"}),
        mention(3, **{"Page Type": "x", "Url": "https://x.com/a/status/3"}),
    )
    assert [(post.kind, post.thread, post.platform) for post in made] == [
        ("comment", "R9", "facebook"),
        ("share", "", "facebook"),
        ("post", "", "x"),
    ]


def test_a_text_that_may_not_be_passed_on_is_counted():
    assert reasons(BrandwatchSource(upload(PREAMBLE + table([mention(1, **{"Full Text": "", "Snippet": ""})])))) == [
        "no-text"
    ]


def test_no_header_no_download():
    with pytest.raises(UnreadableFile, match="not an export of Brandwatch"):
        BrandwatchSource(upload(PREAMBLE + "a,b\r\n1,2\r\n"))
