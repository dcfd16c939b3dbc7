"""X: an account's own archive, and what twarc gathered."""

from datetime import UTC, datetime

import pytest
from tests.sources.exported import everything, lines, reasons, upload
from tests.sources.xarchive.sample import archive, newer, older, own, page, pages, sample

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources import exports
from civicbeat.sources.xarchive import XarchiveSource


def read(text, **other):
    return everything(XarchiveSource(upload(text), **other))[0]


def test_an_archive_is_read_behind_its_variable():
    posts = read(archive(own(1), own(2)))
    assert [post.native_id for post in posts] == ["191", "192"]
    assert (posts[0].text, posts[0].likes, posts[0].shares, posts[0].author) == ("Hẻm 1 đã hết ngập", 3, 1, "")
    assert posts[0].published_at == datetime(2025, 3, 2, 1, 1, tzinfo=UTC)


def test_an_institutions_own_archive_speaks_under_its_name():
    [post] = read(archive(own()), institution="Sở Giao thông")
    assert (post.institution, post.author) == ("Sở Giao thông", "")


def test_later_parts_and_the_older_name_are_read():
    assert read(archive(own(), part="tweets.part3"))
    assert read(archive(own(), part="tweet.part0"))


@pytest.mark.parametrize("part", ["deleted_tweets.part0", "like.part0", "direct_messages.part0"])
def test_deleted_posts_likes_and_messages_are_refused(part):
    with pytest.raises(UnreadableFile, match="not an export of X"):
        XarchiveSource(upload(archive(own(), part=part)))


def test_pages_give_their_posts_with_authors():
    posts = read(pages(2, 1))
    assert [(post.native_id, post.author) for post in posts] == [
        ("2010", "an_nhien"),
        ("2011", "an_nhien"),
        ("2020", "an_nhien"),
    ]
    assert (posts[0].likes, posts[0].replies, posts[0].shares, posts[0].reach) == (3, 2, 1, None)


def test_one_page_alone_and_flattened_posts_are_read_alike():
    [alone] = read(lines(page(newer())))
    [flat] = read(lines(newer(author={"id": "9", "username": "an_nhien"})))
    assert (alone.author, alone.text, alone.published_at) == (flat.author, flat.text, flat.published_at)


def test_answers_repeats_and_long_posts():
    answer = newer(1, referenced_tweets=[{"type": "replied_to", "id": "5"}], conversation_id="5")
    repeat = newer(2, referenced_tweets=[{"type": "retweeted", "id": "6"}])
    long = newer(3, note_tweet={"text": "Một bài dài"})
    first, second, third = read(lines(page(answer, repeat, long)))
    assert (first.kind, first.parent, first.thread) == ("comment", "5", "5")
    assert (second.kind, second.parent, second.thread) == ("share", "", "")
    assert third.text == "Một bài dài"


def test_posts_of_the_older_api():
    [post] = read(lines(older()))
    assert (post.native_id, post.author, post.likes) == ("30", "an_nhien", 3)


def test_a_fetch_goes_on_within_a_page(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_PER_PAGE", 2)
    source = XarchiveSource(upload(pages(3, 2)))
    whole = list(source.fetch({}))
    assert [len(one.raws) for one in whole] == [2, 2, 1]
    assert [raw for one in source.fetch(whole[0].cursor) for raw in one.raws] == [
        raw for one in whole[1:] for raw in one.raws
    ]


def test_what_has_no_words_or_stands_alone_is_counted():
    assert reasons(XarchiveSource(upload(sample(1)))) == ["no-text"]
    assert reasons(XarchiveSource(upload(pages(1) + lines({"errors": [{"title": "Not Found"}]})))) == ["no-id"]


def test_an_archive_that_breaks_off_gives_what_came_before():
    posts, refused = everything(XarchiveSource(upload(sample(20)[:-700])))
    assert len(posts) > 10
    assert [one.reason for one in refused] == ["file-cut"]
