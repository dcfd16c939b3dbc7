"""TikTok: what the Research API answered, in the forms in which researchers keep it."""

import json
from datetime import UTC, datetime

import pytest
from tests.sources.exported import everything, lines, reasons, table, upload
from tests.sources.tiktok.sample import answer, comment, sample, video

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.tiktok import TiktokSource


def read(text):
    return everything(TiktokSource(upload(text)))[0]


def test_a_video_with_what_is_said_in_it():
    [post] = read(lines(video()))
    assert (post.native_id, post.author, post.platform) == ("7300000000000000001", "nguoi_1", "tiktok")
    assert post.text == "Hẻm 1 lại ngập sau mưa\nnước lên nhanh quá"
    assert (post.likes, post.replies, post.shares, post.reach) == (12, 3, 1, 900)
    assert post.published_at == datetime(2025, 3, 2, 1, 1, 1, tzinfo=UTC)


def test_a_comment_names_nobody():
    [post] = read(lines(comment()))
    assert (post.kind, post.author, post.parent, post.thread, post.likes) == ("comment", "", "731", "731", 4)


def test_lines_tables_and_pages_give_the_same():
    items = [video(1), video(2)]
    rows = [{**one, "hashtag_names": "ngap", "like_count": "12.0"} for one in items]
    forms = (
        lines(*items),
        table(rows),
        json.dumps(items),
        lines(answer(videos=items[:1]), answer(videos=items[1:])),
        json.dumps(answer(videos=items)),
        json.dumps(answer(videos=items), indent=2),
    )
    made = [[(p.native_id, p.text, p.published_at, p.likes) for p in read(form)] for form in forms]
    assert all(one == made[0] for one in made)
    assert len(made[0]) == 2


def test_comments_come_in_pages_too():
    assert [post.kind for post in read(lines(answer(comments=[comment(), comment(id=89)])))] == ["comment", "comment"]


def test_a_silent_video_without_words_is_counted():
    assert reasons(TiktokSource(upload(sample(2)))) == ["no-text"]


@pytest.mark.parametrize("text", ['{"data": {"videos": []}}', '{"id": 1, "text": "x"}', "id,create_time\n1,2\n", "[]"])
def test_what_is_none_is_refused(text):
    with pytest.raises(UnreadableFile, match="not an export of TikTok"):
        TiktokSource(upload(text))
