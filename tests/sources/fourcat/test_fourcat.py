"""4CAT: data sets of any of its platforms."""

from datetime import UTC, datetime

from tests.sources.exported import everything, lines, reasons, table, upload
from tests.sources.fourcat.sample import row, sample

from civicbeat.sources.fourcat import FourcatSource


def read(*rows):
    return everything(FourcatSource(upload(table(list(rows)))))[0]


def test_a_data_set_is_read():
    posts, refused = everything(FourcatSource(upload(sample(3))))
    assert [one.reason for one in refused] == ["no-text"]
    first = posts[0]
    assert (first.source, first.platform, first.native_id) == ("fourcat", "tiktok", "tiktok/731")
    assert (first.author, first.likes, first.replies, first.kind) == ("nguoi_1", 1, None, "post")
    assert first.url == "https://www.tiktok.com/@nguoi_1/video/731"
    assert first.published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


def test_lines_of_json_are_read_alike():
    [post] = everything(FourcatSource(upload(lines({**row(1), "unix_timestamp": 1740877260, "likes": 7}))))[0]
    assert (post.native_id, post.likes, post.published_at) == ("tiktok/731", 7, datetime(2025, 3, 2, 1, 1, tzinfo=UTC))


def test_threads_comments_and_shares_are_told_apart():
    [own] = read(row(1, subject="Ngập ở chợ"))
    [answer] = read(row(2, thread_id="731", parent_id="731"))
    [share] = read(row(3, is_retweet="yes"))
    assert own.text.startswith("Ngập ở chợ\nHẻm 1")
    assert (answer.kind, answer.parent, answer.thread) == ("comment", "tiktok/731", "tiktok/731")
    assert share.kind == "share"


def test_the_same_id_on_two_platforms_is_two_posts():
    one, other = read(row(1, tiktok_url=""), row(1))
    assert {one.native_id, other.native_id} == {"other/731", "tiktok/731"}


def test_what_is_not_documented_is_counted_and_not_read():
    source = FourcatSource(upload(sample(3)))
    [page] = source.fetch({})
    assert page.unknown == {"author_followers": 4}
    assert not any("author_followers" in raw["row"] for raw in page.raws)


def test_an_item_without_a_date_is_set_aside():
    assert reasons(FourcatSource(upload(table([row(1, timestamp="hôm kia"), row(2, id="")])))) == ["no-date", "no-id"]
