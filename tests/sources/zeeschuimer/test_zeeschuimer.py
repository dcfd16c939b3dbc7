"""Zeeschuimer: three platforms are read, the others are counted."""

from datetime import UTC, datetime

import pytest
from tests.sources.exported import everything, lines, reasons, upload
from tests.sources.zeeschuimer.sample import comment, noted, picture, sample, tweet, video

from civicbeat.sources.zeeschuimer import ZeeschuimerSource


def read(platform, data):
    [post] = everything(ZeeschuimerSource(upload(lines(noted(platform, data)))))[0]
    return post


def test_a_video():
    post = read("tiktok.com", video())
    assert (post.platform, post.native_id, post.author, post.media) == ("tiktok", "tiktok/731", "nguoi_1", ("video",))
    assert (post.likes, post.replies, post.shares, post.reach) == (12, 3, 1, 900)
    assert post.url == "https://www.tiktok.com/@nguoi_1/video/731"
    assert post.published_at == datetime(2025, 3, 2, 1, 1, 1, tzinfo=UTC)


def test_a_video_of_the_page_itself_names_its_author_as_text():
    assert read("tiktok.com", video(author="nguoi_1")).author == "nguoi_1"


def test_a_comment_on_a_video_and_an_answer_to_one():
    post = read("tiktok-comments", comment())
    assert (post.kind, post.parent, post.thread, post.author) == ("comment", "tiktok/731", "tiktok/731", "binh_minh")
    assert read("tiktok-comments", comment(reply_id="55")).parent == "tiktok/55"


def test_a_picture_in_either_of_instagrams_forms():
    post = read("instagram.com", picture())
    assert (post.native_id, post.author, post.likes, post.replies) == ("instagram/DAb1", "an_nhien", 5, 1)
    older = {
        "shortcode": "DAb1",
        "taken_at_timestamp": 1740877260,
        "owner": {"username": "an_nhien"},
        "edge_media_to_caption": {"edges": [{"node": {"text": "Nước ngập tới gối"}}]},
        "edge_media_preview_like": {"count": 5},
    }
    again = read("instagram.com", older)
    assert (again.native_id, again.text, again.likes, again.published_at) == (
        *(post.native_id, post.text, post.likes),
        post.published_at,
    )


@pytest.mark.parametrize("platform", ["twitter.com", "x.com"])
def test_a_post_of_x(platform):
    post = read(platform, tweet())
    assert (post.platform, post.native_id, post.author, post.text) == ("x", "x/190", "an_nhien", "Ngập rồi")
    assert (post.kind, post.likes, post.replies, post.shares, post.reach) == ("post", 3, 2, 1, 77)
    assert (post.language, post.thread) == ("vi", "")


def test_answers_and_repeats_on_x():
    answer = read("x.com", tweet(in_reply_to_status_id_str="5", conversation_id_str="5"))
    assert (answer.kind, answer.parent, answer.thread) == ("comment", "x/5", "x/5")
    assert read("x.com", tweet(retweeted_status_result={"result": {}})).kind == "share"


def test_the_newer_place_of_a_name_on_x():
    data = tweet() | {"core": {"user_results": {"result": {"core": {"screen_name": "moi"}, "legacy": {}}}}}
    assert read("x.com", data).author == "moi"


def test_other_platforms_are_counted():
    assert reasons(ZeeschuimerSource(upload(sample(2)))) == ["unknown-platform"]


@pytest.mark.parametrize("data", [None, "x", [], {}, {"legacy": "x"}, {"author": 3, "desc": 4}])
@pytest.mark.parametrize("platform", ["tiktok.com", "tiktok-comments", "instagram.com", "x.com"])
def test_what_is_not_as_it_was_is_set_aside(platform, data):
    assert reasons(ZeeschuimerSource(upload(lines(noted("tiktok.com", video()), noted(platform, data))))) == ["no-id"]


def test_items_larger_than_the_first_look_are_recognised():
    big = noted("tiktok.com", video(junk=["x" * 1000] * 700))
    posts, refused = everything(ZeeschuimerSource(upload(lines(big, noted("tiktok.com", video(2))))))
    assert len(posts) == 2
    assert not refused
