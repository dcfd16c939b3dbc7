"""Discourse: every post once, whatever a reading is interrupted by; edits, deletions, and what others said left out."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.discourse.server import START, Forum, post, told
from tests.sources.feeds.server import running, say

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceRefused
from civicbeat.records.post import Post
from civicbeat.sources import checks
from civicbeat.sources.contract import Rechecks, Rejected
from civicbeat.sources.discourse import DiscourseSource
from civicbeat.sources.discourse import source as source_module
from civicbeat.sources.web import AskedToWait, Web, forget_hosts

LATER = (START + timedelta(hours=5)).isoformat()
CLOSED = say(403, b'{"errors":["Kh\xc3\xb4ng"],"error_type":"invalid_access"}')


@pytest.fixture(scope="module")
def server():
    with running() as one:
        yield one


@pytest.fixture(params=["", "/dien-dan"], ids=["root", "folder"])
def site(server, request):
    forget_hosts()
    server.asked.clear()
    server.paths = Forum(request.param)
    return server


@pytest.fixture
def forum(site):
    return site.paths


@pytest.fixture
def source(site, forum):
    web = Web(pause=0, attempts=1, allow_loopback=True)
    return DiscourseSource(f"{site.address}{forum.folder}", "discourse.dien-dan", web=web)


def read(source, cursor=None, *, pages=None):
    """One reading: its pages, what they became, and the kept cursor as a store would give it back."""
    found = list(pages if pages is not None else source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in found for raw in page.raws]
    return found, made, json.loads(json.dumps(dict(found[-1].cursor))) if found else {}


def ids(made):
    return [int(one.native_id) for one in made if isinstance(one, Post) and not one.deleted]


def gone(made):
    return [int(one.native_id) for one in made if isinstance(one, Post) and one.deleted]


def test_a_post_becomes_a_post_without_what_others_said(source, forum, site):
    cooked = (
        '<aside class="quote" data-username="lan"><blockquote><p>Lời của Lan</p></blockquote></aside>'
        '<p>Chợ <b>ngập</b> &amp; tắc<br>hai</p><aside class="onebox"><h3>Tin của báo</h3></aside>'
        '<div class="lightbox-wrapper"><img src="/a.jpg"><div class="meta">a.jpg</div></div><img class="emoji">'
    )
    forum.post(post(10, cooked=cooked), post(11))
    _, (second, first), _ = read(source)
    assert first.text == "Chủ đề 1\nChợ ngập & tắc\nhai"
    assert (first.kind, first.platform, first.native_id, first.media) == ("post", "forum", "10", ("image",))
    assert (first.author, first.thread, first.likes, first.replies, first.reach) == (
        "minh3@127.0.0.1",
        "t/101",
        3,
        1,
        20,
    )
    assert first.url == f"{site.address}{forum.folder}/t/101/1"
    assert (second.kind, second.text, second.parent) == ("comment", "Hẻm ngập 11", "")
    assert first.published_at == START + timedelta(seconds=100)


def test_name_picture_and_title_of_an_author_are_not_taken(source, forum):
    forum.post(post(1))
    (page,), _, _ = read(source)
    kept = repr((page.raws, page.cursor))
    assert not any(word in kept for word in ("Nguyễn Văn Mẫu", "avatar", "Tổ trưởng"))
    assert "minh" not in repr(page.cursor)


@pytest.mark.parametrize("by_ids", [False, True])
def test_nothing_is_lost_however_much_was_posted(source, forum, by_ids):
    forum.by_ids = by_ids
    forum.post(*(post(n) for n in range(1, 20)))
    *_, cursor = read(source)
    forum.post(*(post(n) for n in range(20, 400)))
    forum.private = {*range(100, 230), *range(233, 240)}
    pages, made, cursor = read(source, cursor)
    assert sorted(ids(made)) == [n for n in range(20, 400) if n not in forum.private]
    assert cursor["left"] == []
    assert [page.covers for page in pages if page.covers] == [pages[-1].covers]
    _, made, _ = read(source, cursor)
    assert made == []


@pytest.mark.parametrize("by_ids", [False, True])
def test_a_reading_may_stop_after_any_page_while_people_go_on_posting(source, forum, by_ids, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_PAGES", 2)
    forum.by_ids = by_ids
    forum.post(*(post(n) for n in range(1, 11)))
    _, made, cursor = read(source)
    got, last = set(ids(made)), 10
    for _ in range(4):
        forum.post(*(post(n) for n in range(last + 1, last + 221)))
        last += 220
        pages = source.fetch(cursor)
        _, made, cursor = read(source, pages=[next(pages), next(pages)])
        got |= set(ids(made))
        assert cursor["left"]
    for _ in range(12):
        pages, made, cursor = read(source, cursor)
        got |= set(ids(made))
    assert got == set(range(1, last + 1))
    assert cursor["left"] == []


def test_many_stretches_become_few(source, forum, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_PAGES", 0)
    forum.post(post(1))
    *_, cursor = read(source)
    for n in range(1, 40):
        forum.post(*(post(100 * n + k) for k in range(60)))
        *_, cursor = read(source, cursor)
    assert len(cursor["left"]) == 20
    monkeypatch.setattr(source_module, "MOST_PAGES", 500)
    _, made, cursor = read(source, cursor)
    assert {100 * n + k for n in range(1, 40) for k in range(9)} <= set(ids(made))
    assert cursor["left"] == []


def test_the_time_between_complete_readings_is_vouched_for(source, forum, monkeypatch):
    forum.post(*(post(n) for n in range(1, 61)))
    (first,), made, cursor = read(source)
    assert first.covers is None
    assert len(made) == 50
    cursor["read"] = START.isoformat()
    forum.post(post(61))
    (second,), made, cursor = read(source, cursor)
    assert ids(made) == [61]
    assert second.covers.start == START
    assert second.covers.end.isoformat() == cursor["read"]
    assert timedelta(minutes=2) <= datetime.now(UTC) - second.covers.end < timedelta(minutes=3)


def test_an_empty_list_vouches_for_nothing_and_deletes_nothing(source, forum):
    forum.post(post(1))
    *_, cursor = read(source)
    forum[f"{forum.folder}/posts.json"] = told({"latest_posts": []})
    (page,), made, after = read(source, cursor)
    assert (page.covers, made, after["known"]) == (None, [], cursor["known"])


def test_an_edit_comes_again_and_a_deletion_is_followed(source, forum):
    forum.post(*(post(n) for n in range(1, 6)))
    *_, cursor = read(source)
    forum.post(post(2, "Đã sửa", updated_at=LATER))
    del forum.posts[3]
    _, made, cursor = read(source, cursor)
    assert (ids(made), gone(made)) == ([2], [3])
    assert {one.published_at for one in made if one.deleted} == {START + timedelta(seconds=30)}
    assert read(source, cursor)[1] == []


def test_what_the_newest_have_left_behind_is_not_taken_for_deleted(source, forum):
    forum.post(*(post(n) for n in range(1, 51)))
    *_, cursor = read(source)
    forum.post(*(post(n) for n in range(51, 61)))
    _, made, _ = read(source, cursor)
    assert (len(ids(made)), gone(made)) == (10, [])


@pytest.mark.parametrize("change", [{"user_deleted": True}, {"hidden": True}])
def test_what_its_author_or_the_forum_takes_back_is_deleted_once(source, forum, change):
    forum.post(post(1), post(2))
    *_, cursor = read(source)
    forum.post(post(1, **change))
    _, (made,), cursor = read(source, cursor)
    assert (made.native_id, made.deleted, made.text, made.author) == ("1", True, "", "")
    forum.post(post(1))
    _, made, _ = read(source, cursor)
    assert ids(made) == [1]


def test_what_was_never_taken_is_set_aside_and_not_deleted(source, forum):
    forum.post(post(1, user_deleted=True), post(2, hidden=True), post(3, post_type=3), post(4))
    _, made, cursor = read(source)
    assert [one.reason for one in made[1:]] == ["not-a-contribution", "hidden", "user-deleted"]
    del forum.posts[2]
    assert read(source, cursor)[1] == []


def test_a_category_is_read_with_those_below_it(source, forum):
    listed = [{"id": 5, "slug": "nuoc"}, {"id": 6, "slug": "ngap", "parent_category_id": 5}, {"id": 7, "slug": "cho"}]
    listed.append({"id": 8, "slug": "hem", "parent_category_id": 6})
    forum[f"{forum.folder}/site.json"] = told({"categories": listed})
    forum.post(post(1), post(2, category_id=6), post(3, category_id=7), post(4, category_id=8))
    water = replace(source, category="nuoc")
    _, made, cursor = read(water)
    assert sorted(ids(made)) == [1, 2, 4]
    forum.post(post(2, category_id=7))
    assert read(water, cursor)[1] == []
    with pytest.raises(SourceRefused, match="no such category"):
        read(replace(source, category="xe"))


def test_older_posts_are_looked_at_again(source, forum, site):
    forum.post(*(post(n) for n in range(1, 20)))
    *_, made, _ = read(source)
    before = {one.native_id: one for one in made}
    del forum.posts[3]
    forum.post(post(4, "Đã sửa"), post(5, user_deleted=True), post(6, hidden=True))
    forum[f"{forum.folder}/posts/7.json"] = CLOSED
    forum[f"{forum.folder}/posts/8.json"] = say(410)
    pages = list(source.recheck([*"3456789", "10"]))
    _, made, _ = read(source, pages=pages)
    assert gone(made) == [3, 5, 6, 7, 8]
    assert ids(made) == [4, 9, 10]
    assert next(one for one in made if one.native_id == "4").text == "Đã sửa 4"
    for one in made[-2:]:
        assert replace(one, collected_at=before[one.native_id].collected_at) == before[one.native_id]
    assert isinstance(source, Rechecks)


def test_a_second_look_is_bounded_and_one_fault_does_not_stop_it(source, forum, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_ASKED", 15)
    forum.post(*(post(n) for n in range(11, 20)))
    asked = [str(n) for n in range(1, 200)]
    assert sum(len(page.raws) for page in source.recheck(asked)) == 15
    forum[f"{forum.folder}/posts/3.json"] = say(500)
    forum[f"{forum.folder}/posts/13.json"] = say(200, b"<")
    _, made, _ = read(source, pages=list(source.recheck(asked)))
    assert (ids(made), gone(made)) == ([11, 12, 14, 15], [1, 2, *range(4, 11)])


def test_a_forum_that_fails_again_and_again_is_left_alone_and_what_it_told_stays(source, forum, site):
    for n in range(11, 40):
        forum[f"{forum.folder}/posts/{n}.json"] = say(500)
    pages = source.recheck([str(n) for n in range(1, 40)])
    assert len(next(pages).raws) == 10
    site.asked.clear()
    with pytest.raises(SourceError):
        next(pages)
    assert len(site.asked) == 5


def test_a_wish_to_wait_ends_a_second_look_at_once(source, forum, site):
    forum[f"{forum.folder}/posts/1.json"] = say(429, Retry_After="60")
    with pytest.raises(AskedToWait):
        list(source.recheck(["1", "2", "3"]))
    assert site.count(f"{forum.folder}/posts/2.json") == 0


@pytest.mark.parametrize("answer", [say(500), say(403), say(200, b"{}"), say(200, b'{"id":9,"post_number":2}')])
def test_a_failing_forum_deletes_nothing(source, forum, answer):
    forum.post(post(1))
    forum[f"{forum.folder}/posts/1.json"] = answer
    with pytest.raises(SourceError):
        list(source.recheck(["1"]))


def test_robots_are_obeyed_and_no_deletion(source, forum):
    forum.post(post(1))
    forum["/robots.txt"] = say(200, b"User-agent: *\nDisallow: /posts\nDisallow: /dien-dan/posts")
    with pytest.raises(SourceRefused, match=r"robots\.txt"):
        read(source)
    with pytest.raises(SourceRefused):
        list(source.recheck(["1"]))


def test_a_wish_to_wait_is_kept(source, forum):
    forum[f"{forum.folder}/posts.json"] = say(429, Retry_After="120")
    pages = source.fetch({})
    cursor = next(pages).cursor
    with pytest.raises(AskedToWait):
        next(pages)
    forget_hosts()
    with pytest.raises(AskedToWait):
        next(source.fetch(cursor))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (CLOSED, SourceRefused),
        (say(200, b"<html>"), FormatChanged),
        (say(200, b"[]"), FormatChanged),
        (say(200, b'{"latest_posts":7}'), FormatChanged),
        (say(200, b'{"latest_posts":[{"cooked":"x"}]}'), FormatChanged),
        (say(200, b'{"latest_posts":[{"id":"7"}]}'), FormatChanged),
        (say(404), SourceError),
    ],
)
def test_other_answers_are_errors(source, forum, answer, error):
    forum[f"{forum.folder}/posts.json"] = answer
    with pytest.raises(error):
        read(source)


def test_the_sample_of_a_changed_format_tells_no_content(source, forum):
    forum[f"{forum.folder}/posts.json"] = told({"latest_posts": [{"cooked": "Bí mật của tôi"}]})
    with pytest.raises(FormatChanged) as caught:
        read(source)
    assert caught.value.sample == [{"cooked": "text 14"}]


@pytest.mark.parametrize("cursor", [{"known": 7, "left": []}, {"known": {"1": "x"}}, {"known": {"1": ["", ""]}}])
def test_a_memory_of_another_form_is_forgotten(source, forum, cursor):
    forum.post(post(1))
    assert ids(read(source, cursor)[1]) == [1]


scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.just("\ud800"), st.just("0001-01-01T00:00:00+14:00")
)
anything = st.one_of(scalar, st.lists(st.one_of(scalar, st.dictionaries(st.text(max_size=4), scalar)), max_size=2))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*post(1), "stored", "gone", "read_at"]), anything)
def test_no_answer_breaks_the_mapping(name, value):
    made = {"read_at": datetime.now(UTC).isoformat(), **post(10), name: value}
    checks.check_total(DiscourseSource("https://a.example", "discourse.a"), made)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"cooked": ""}, "no-text"),
        ({"cooked": "<aside class='quote'>x</aside>"}, "no-text"),
        ({"cooked": "a" * 100_001}, "text-too-long"),
        ({"created_at": "gestern"}, "no-date"),
        ({"id": ""}, "no-id"),
    ],
)
def test_posts_that_cannot_be_posts(source, parts, reason):
    made = source.to_post({"read_at": datetime.now(UTC).isoformat(), **post(11), **parts})
    assert isinstance(made, Rejected)
    assert made.reason == reason


def test_hostile_markup_takes_no_time(source):
    began = datetime.now(UTC)
    source.to_post({"read_at": began.isoformat(), **post(11, cooked="<a" * 400_000)})
    source.to_post({"read_at": began.isoformat(), **post(11, cooked="<div>" * 200_000)})
    assert datetime.now(UTC) - began < timedelta(seconds=5)


@pytest.mark.parametrize(
    "parts", [{"address": "forum.example"}, {"address": "https://a.example/?q=1"}, {"name": "A b"}, {"category": "a/b"}]
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        DiscourseSource(**{"address": "https://a.example", "name": "discourse.a", **parts})


def test_pairs_of_left_stretches_never_overlap(source, forum, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_PAGES", 1)
    forum.post(post(1))
    *_, cursor = read(source)
    for n in range(1, 6):
        forum.post(*(post(200 * n + k) for k in range(200)))
        *_, cursor = read(source, cursor)
    assert all(later[0] >= earlier[1] - 1 for later, earlier in pairwise(cursor["left"]))
