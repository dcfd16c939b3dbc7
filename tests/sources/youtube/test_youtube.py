"""YouTube: comments once, replies when they come, edits and deletions when asked again; no fault stops the others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say
from tests.sources.readings import kept, read, until_it_fails
from tests.sources.youtube.server import CHANNEL, NOW, OTHER, VIDEO, Youtube, at, comment, refusal, source

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources import checks
from civicbeat.sources.contract import Rechecks, Rejected
from civicbeat.sources.web import AskedToWait, forget_hosts
from civicbeat.sources.youtube import YoutubeSource
from civicbeat.sources.youtube.api import midnight

FIXED = YoutubeSource("youtube.city", videos=[VIDEO])


@pytest.fixture(scope="module")
def one_site():
    with running() as site:
        yield site


@pytest.fixture
def site(one_site, monkeypatch):
    forget_hosts()
    monkeypatch.setenv("CIVICBEAT_KEY_YOUTUBE", "khoa-bi-mat")
    one_site.asked.clear()
    one_site.paths = Youtube()
    return one_site


@pytest.fixture
def youtube(site):
    return site.paths


def ids(made):
    return [post.native_id.partition("/")[2] for post in made if isinstance(post, Post)]


def test_a_comment_and_its_reply_become_posts(site, youtube):
    youtube.write(VIDEO, comment("Ug1", 3, "Ngập <b> & kẹt"), comment("Ug1.a", 2))
    pages, (top, reply), _ = read(source(site))
    assert (top.platform, top.kind, top.native_id, top.text) == (
        *("youtube", "comment", f"{VIDEO}/Ug1"),
        "Ngập <b> & kẹt Ug1",
    )
    assert (top.author, top.likes, top.parent, top.thread) == ("UClan", 3, "", "")
    assert top.url == f"https://www.youtube.com/watch?v={VIDEO}&lc=Ug1"
    assert top.published_at == NOW - timedelta(hours=3)
    assert (reply.native_id, reply.parent, reply.thread) == (f"{VIDEO}/Ug1.a", f"{VIDEO}/Ug1", f"{VIDEO}/Ug1")
    assert not any(word in repr(pages) for word in ("anh.example", "lan.jpg", "bi-mat"))
    path, headers = site.asked[0]
    assert headers["X-goog-api-key"] == "khoa-bi-mat"
    assert "bi-mat" not in path


def test_a_week_is_read_at_first_page_by_page_and_vouched_for(site, youtube):
    youtube.size = 10
    youtube.write(VIDEO, *(comment(f"Ug{n}", n * 6) for n in range(1, 40)))
    pages, made, cursor = read(source(site))
    assert len(ids(made)) == 28
    assert [page.cost for page in pages] == [1, 1, 1, 1, 0]
    [covers] = [page.covers for page in pages if page.covers]
    assert covers.end - covers.start == timedelta(days=7)
    again, made, _ = read(source(site), cursor)
    assert made == []
    assert again[-1].covers is None or again[-1].covers.start == covers.end


def test_what_comes_in_between_is_read_and_known_comments_are_not(site, youtube):
    youtube.write(VIDEO, comment("Ug1", 5), comment("Ug2", 30))
    _, _, cursor = read(source(site))
    youtube.write(VIDEO, comment("Ug3", 0), comment("Ug2.a", 0))
    _, made, _ = read(source(site), cursor)
    assert ids(made) == ["Ug3", "Ug2.a"]


def test_an_edit_of_these_two_days_comes_again_with_the_same_id(site, youtube):
    youtube.write(VIDEO, comment("Ug1", 20), comment("Ug2", 60))
    _, _, cursor = read(source(site))
    youtube.write(VIDEO, comment("Ug1", 20, "Đã sửa", updatedAt=at(0)), comment("Ug2", 60, "Cũ", updatedAt=at(0)))
    _, (post,), _ = read(source(site), cursor)
    assert (post.native_id, post.text, post.published_at) == (f"{VIDEO}/Ug1", "Đã sửa Ug1", NOW - timedelta(hours=20))


def test_all_replies_are_asked_for_once_and_again_when_there_are_more(site, youtube):
    youtube.write(VIDEO, comment("Ug1", 30), *(comment(f"Ug1.{n:02}", 29 - n / 10) for n in range(12)))
    youtube.size = 10
    pages, made, cursor = read(source(site))
    assert len(set(ids(made))) == 13
    assert pages[0].cost == 3
    pages, made, cursor = read(source(site), cursor)
    assert (made, pages[0].cost) == ([], 1)
    youtube.write(VIDEO, comment("Ug1.99", 0))
    pages, made, _ = read(source(site), cursor)
    assert (ids(made), pages[0].cost) == (["Ug1.99"], 3)


def test_replies_that_fail_stop_nothing_and_are_all_read_the_next_time(site, youtube):
    replies = [comment(f"Ug1.{n}", 29 - n) for n in range(4)]
    youtube.write(VIDEO, comment("Ug1", 30), *replies, comment("Ug2", 4))
    youtube.refused["Ug1"] = (500, "backendError")
    pages, made, cursor = read(source(site))
    assert ids(made) == ["Ug2", "Ug1", "Ug1.0", "Ug1.1"]
    assert [one.reason for one in pages[0].rejected] == ["replies-unread"]
    youtube.refused.clear()
    _, made, cursor = read(source(site), cursor)
    assert {"Ug1.2", "Ug1.3"} <= set(ids(made))
    assert read(source(site), cursor)[1] == []


def test_replies_that_fail_after_they_were_known_are_all_read_the_next_time(site, youtube):
    youtube.write(VIDEO, comment("Ug1", 30), *(comment(f"Ug1.{n}", 29 - n) for n in range(4)))
    _, _, cursor = read(source(site))
    youtube.write(VIDEO, comment("Ug1.9", 2))
    youtube.refused["Ug1"] = (500, "backendError")
    _, made, cursor = read(source(site), cursor)
    assert "Ug1.9" not in ids(made)
    youtube.refused.clear()
    _, made, _ = read(source(site), cursor)  # by now more than an hour old
    assert "Ug1.9" in ids(made)


def test_a_video_without_comments_or_gone_stops_no_other(site, youtube):
    youtube.write(OTHER, comment("Ug9", 3))
    youtube.refused[VIDEO] = (403, "commentsDisabled")
    pages, made, cursor = read(source(site, videos=[VIDEO, OTHER, "x" * 11]))
    youtube.refused |= {VIDEO: (404, "videoNotFound"), CHANNEL: (404, "channelNotFound")}
    assert ids(made) == ["Ug9"]
    assert [(one.where, one.reason) for page in pages for one in page.rejected] == [
        (f"videoId={VIDEO}", "comments-off")
    ]
    assert pages[-1].covers is not None
    pages, _, _ = read(source(site, videos=[VIDEO], channels=[CHANNEL]), cursor)
    assert {one.reason for page in pages for one in page.rejected} == {"video-gone", "channel-gone"}


@pytest.mark.parametrize(
    ("refused", "error"),
    [((403, "forbidden"), SourceRefused), ((404, "unheardOf"), SourceUnreachable), ((500, ""), SourceUnreachable)],
)
def test_another_fault_is_told_after_the_others_were_read(site, youtube, refused, error):
    youtube.write(OTHER, comment("Ug9", 3))
    youtube.refused[VIDEO] = refused
    pages, failure = until_it_fails(source(site, videos=[VIDEO, OTHER]))
    assert isinstance(failure, error)
    assert len([raw for page in pages for raw in page.raws]) == 1
    assert not any(page.covers for page in pages)
    youtube.refused.clear()
    youtube.write(VIDEO, comment("Ug1", 100))
    assert ids(read(source(site, videos=[VIDEO, OTHER]), kept(pages))[1]) == ["Ug1"]


def test_a_used_up_quota_stops_all_until_midnight_in_california(site, youtube):
    youtube.write(OTHER, comment("Ug9", 3))
    youtube.refused[VIDEO] = (403, "quotaExceeded")
    pages, failure = until_it_fails(source(site, videos=[VIDEO, OTHER]))
    assert isinstance(failure, AskedToWait)
    assert failure.until == midnight(datetime.now(UTC))
    asked = len(site.asked)
    forget_hosts()
    _, failure = until_it_fails(source(site), kept(pages))
    assert isinstance(failure, AskedToWait)
    assert len(site.asked) == asked == 1


def test_midnight_in_california_is_the_next_one():
    assert midnight(datetime(2026, 1, 1, 7, 59, tzinfo=UTC)) == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert midnight(datetime(2026, 7, 1, 7, 0, tzinfo=UTC)) == datetime(2026, 7, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize("answer", [refusal(403, "rateLimitExceeded"), say(429, b"{}", Retry_After="60")])
def test_who_asks_for_a_pause_gets_it(site, youtube, answer):
    youtube["/v3/commentThreads"] = answer
    pages, failure = until_it_fails(source(site))
    assert isinstance(failure, AskedToWait)
    assert pages[-1].cursor["not_before"] == failure.until.isoformat()


def test_a_reading_that_was_cut_goes_on_and_one_whose_place_is_forgotten_begins_anew(site, youtube):
    youtube.size = 10
    youtube.write(VIDEO, *(comment(f"Ug{n}", n) for n in range(1, 31)))
    first = next(source(site).fetch({}))
    youtube.write(VIDEO, comment("Ug99", 0))
    _, made, _ = read(source(site), first.cursor)
    assert len(set(ids(made))) == 20 + 1  # one has moved to the next page
    youtube.refused["p10"] = (400, "invalidPageToken")
    list_of_it = first.cursor["lists"][f"videoId={VIDEO}"]
    assert list_of_it["next"] == "p10"
    _, made, _ = read(source(site), first.cursor)
    assert len(set(ids(made))) == 31


def test_fields_nobody_expected_are_counted(site, youtube):
    youtube.write(VIDEO, comment("Ug1", 3, mood="x"), comment("Ug2", 2), comment("Ug2.a", 1, mood="y"))
    pages, _, _ = read(source(site))
    assert pages[0].unknown == {"mood": 2}


@pytest.mark.parametrize("answer", [say(200, b'{"items": {"a": 1}}'), say(200, b'{"kind": "x"}')])
def test_a_changed_format_is_told_by_its_shape(site, youtube, answer):
    youtube["/v3/commentThreads"] = answer
    _, failure = until_it_fails(source(site))
    assert isinstance(failure, FormatChanged)
    assert isinstance(failure.sample, dict)


def test_asked_again_a_comment_stands_is_edited_gone_or_cannot_be_judged(site, youtube):
    one = source(site)
    youtube.write(VIDEO, comment("Ug1", 100), comment("Ug2", 90), comment("Ug2.a", 80), comment("Ug3", 80))
    _, before, _ = read(one)
    youtube.write(VIDEO, comment("Ug2", 90, "Đã sửa", updatedAt=at(0)))
    del youtube.said[VIDEO]["Ug3"]
    [page] = one.recheck([post.native_id for post in before])
    after = {post.native_id: post for post in map(one.to_post, page.raws)}
    changed = {post.native_id: after[post.native_id].text for post in before if after[post.native_id].text != post.text}
    assert changed == {f"{VIDEO}/Ug2": "Đã sửa Ug2", f"{VIDEO}/Ug3": ""}
    assert [post.native_id for post in after.values() if post.deleted] == [f"{VIDEO}/Ug3"]
    assert {post.native_id for post in before} == set(after)
    assert after[before[2].native_id] == replace(before[2], collected_at=after[before[2].native_id].collected_at)
    assert page.cost == 1
    assert isinstance(one, Rechecks)


def test_a_batch_that_fails_is_left_for_later(site, youtube):
    youtube.write(VIDEO, *(comment(f"Ug{n}", 9) for n in range(60)))
    wanted = [f"{VIDEO}/Ug{n}" for n in range(60)]
    youtube.refused[",".join(f"Ug{n}" for n in range(50))] = (503, "backendError")
    pages = []
    with pytest.raises(SourceUnreachable):
        pages.extend(source(site).recheck(wanted))
    assert [raw["id"] for page in pages for raw in page.raws] == wanted[50:]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"id": None}, "no-id"),
        ({"textDisplay": " "}, "no-text"),
        ({"textDisplay": ["x"]}, "no-text"),
        ({"publishedAt": "hôm qua"}, "no-date"),
        ({"read_at": None}, "no-date"),
    ],
)
def test_what_is_no_use_is_set_aside(parts, reason):
    raw = {"id": "v/c", "textDisplay": "Ngập", "publishedAt": at(1), "read_at": NOW.isoformat(), "where": "thread 1"}
    assert isinstance(FIXED.to_post(raw), Post)
    made = FIXED.to_post({**raw, **parts})
    assert isinstance(made, Rejected)
    assert made.reason == reason


anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\ud800"), st.just(NOW.isoformat())
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["value", "x"]), inner)),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*comment("a", 1)["snippet"], "id", "deleted", "read_at", "where"]), anything))
def test_no_mapping_breaks_it(parts):
    raw = {"id": "v/c", "textDisplay": "Ngập", "publishedAt": at(1), "read_at": NOW.isoformat()}
    checks.check_total(FIXED, {**raw, **parts})
    checks.check_total(FIXED, parts)


@pytest.mark.parametrize(
    "parts",
    [{"videos": []}, {"videos": ["ngắn"]}, {"videos": [f"{VIDEO}&x"]}, {"channels": ["@thanhpho"]}, {"name": "Y t"}],
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        YoutubeSource(**{"name": "youtube.city", "videos": [VIDEO], **parts})


def test_the_quota_is_that_of_its_key():
    assert YoutubeSource("youtube.city", videos=[VIDEO], key="OTHER").policy.quota.key == "OTHER"
