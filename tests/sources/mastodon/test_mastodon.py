"""Mastodon: statuses once, edits again, deletions and withdrawals followed, authors' wishes honoured."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import say
from tests.sources.mastodon.server import START, status

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceRefused
from civicbeat.records.post import Post
from civicbeat.sources import checks
from civicbeat.sources.contract import Rejected
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.mastodon import timeline as timeline_module
from civicbeat.sources.mastodon.wishes import REASONS, withheld
from civicbeat.sources.web import AskedToWait, forget_hosts

EDITED = (START + timedelta(hours=1)).isoformat()


def read(source, cursor=None):
    """One reading: its pages, what they became, and the kept cursor as a store would give it back."""
    pages = list(source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    return pages, made, json.loads(json.dumps(dict(pages[-1].cursor)))


def ids(made):
    return [post.native_id for post in made if isinstance(post, Post)]


def test_a_status_becomes_a_post(server, source, site):
    media = [{"type": "image"}, {"type": "gifv"}, {"type": "image"}, {"type": "unknown"}]
    content = '<p>Chợ <a href="x">#<span>ngập</span></a></p><p>hai<br>ba &amp; bốn</p>'
    server.post(status(1, content=content, spoiler_text="Mưa lớn", media_attachments=media, in_reply_to_id="1000"))
    _, (post,), _ = read(source)
    assert post.text == "Mưa lớn\nChợ #ngập\nhai\nba & bốn"
    assert (post.source, post.platform, post.native_id, post.parent) == ("mastodon.city", "mastodon", "1001", "1000")
    assert (post.kind, post.language, post.author) == ("comment", "vi", "minh@127.0.0.1")
    assert (post.likes, post.replies, post.shares) == (3, 1, 2)
    assert post.media == ("image", "video")
    assert post.url == "https://thanh-pho.example/@minh/1001"
    assert post.published_at == START + timedelta(minutes=1) < post.collected_at
    assert site.asked[-1][0] == "/api/v1/timelines/public?local=true&limit=40"


def test_somebody_of_another_server_and_a_bot_keep_their_handles(server, source):
    server.post(status(1, account={"acct": "lan@khac.example", "bot": True}))
    _, (post,), _ = read(source)
    assert (post.author, post.kind) == ("lan@khac.example", "post")


def test_a_hashtag_is_asked_for_by_its_name(server, source, site):
    server.post(status(1))
    assert ids(read(replace(source, tag="ngập"))[1]) == ["1001"]
    assert site.asked[-1][0] == "/api/v1/timelines/tag/ng%E1%BA%ADp?limit=40"


@pytest.mark.parametrize(
    ("parts", "account", "reason"),
    [
        ({"visibility": "unlisted"}, {}, "not-public"),
        ({"visibility": "private"}, {}, "not-public"),
        ({"local_only": True}, {}, "not-public"),
        ({"reblog": status(9)}, {}, "reblog"),
        ({}, {"indexable": False}, "not-indexable"),
        ({}, {"noindex": True}, "no-index"),
        ({}, {"note": '<p>Hi <a href="x">#<span>NoBot</span></a></p>'}, "asks-no-bots"),
        ({}, {"note": "#nobots!"}, "asks-no-bots"),
        ({}, {"fields": [{"name": "Search", "value": "<b>#nosearch</b>"}]}, "asks-no-bots"),
        ({}, {"display_name": "Lan #noarchive"}, "asks-no-bots"),
    ],
)
def test_who_does_not_want_to_be_read_is_set_aside_without_content(server, source, parts, account, reason):
    server.post(status(1, "Bí mật của tôi", account=account, **parts))
    _, (made,), cursor = read(source)
    assert isinstance(made, Rejected)
    assert made.reason == reason in REASONS
    kept = json.dumps([made.where, made.detail, cursor], ensure_ascii=False)
    assert not any(word in kept for word in ("Bí mật", "minh", "thanh-pho", "#no"))
    assert read(source, cursor)[1] == []


@pytest.mark.parametrize("note", ["nobot", "#nobottle", "#nosearching is fun", "số #1", None, 7])
def test_other_words_are_no_wish(note):
    assert withheld(status(1, account={"note": note})) == ""


def test_a_server_that_knows_no_such_wish_is_read():
    one = status(1)
    del one["account"]["indexable"], one["account"]["noindex"]
    assert withheld(one) == ""
    assert withheld({**one, "account": None}) == "no-account"


def test_only_news_come_and_one_question_is_enough(server, source, site):
    server.post(*(status(n) for n in range(1, 4)))
    (first,), made, cursor = read(source)
    assert sorted(ids(made)) == ["1001", "1002", "1003"]
    assert first.covers.start == START + timedelta(minutes=1)
    server.post(status(4))
    before = len(site.asked)
    (second,), made, _ = read(source, cursor)
    assert ids(made) == ["1004"]
    assert second.covers.start.isoformat() == cursor["upto"]
    assert len(site.asked) == before + 1


def test_an_edit_comes_again_with_the_same_id(server, source):
    server.post(status(1), status(2))
    _, made, cursor = read(source)
    server.post(status(1, "Đã sửa", edited_at=EDITED))
    _, (post,), cursor = read(source, cursor)
    assert (post.native_id, post.text, post.deleted) == ("1001", "Đã sửa 1", False)
    assert post.published_at == START + timedelta(minutes=1)
    assert post.collected_at > made[0].collected_at
    assert read(source, cursor)[1] == []


def test_all_that_came_in_between_is_read_in_order(server, source):
    server.post(status(1))
    *_, cursor = read(source)
    cursor["upto"] = START.isoformat()
    server.post(*(status(n) for n in range(2, 122)))
    pages, made, cursor = read(source, cursor)
    assert sorted(ids(made)) == [str(1_000 + n) for n in range(2, 122)]
    assert [len(page.raws) for page in pages] == [40, 40, 40]
    assert pages[0].covers.start == START
    assert all(one.covers.end == other.covers.start for one, other in pairwise(pages))
    assert pages[1].covers.end == START + timedelta(minutes=81)
    assert (cursor["newest"], len(cursor["known"])) == ("1121", 40)


def test_a_reading_that_stops_goes_on_and_vouches_only_for_what_it_read(server, source, monkeypatch):
    monkeypatch.setattr(timeline_module, "MOST_PAGES", 1)
    server.post(status(1))
    *_, cursor = read(source)
    cursor["upto"] = START.isoformat()
    server.post(*(status(n) for n in range(2, 122)))
    (page,), made, cursor = read(source, cursor)
    assert page.covers.end == START + timedelta(minutes=41)
    _, more, cursor = read(source, cursor)
    monkeypatch.undo()
    _, rest, _ = read(source, cursor)
    assert len({*ids(made), *ids(more), *ids(rest)}) == 120


def test_a_deleted_status_is_deleted_here(server, source):
    server.post(*(status(n) for n in range(1, 4)))
    *_, cursor = read(source)
    del server.statuses["1002"]
    _, (post,), cursor = read(source, cursor)
    assert (post.native_id, post.deleted, post.text, post.author, post.url) == ("1002", True, "", "", "")
    assert post.published_at == START + timedelta(minutes=2)
    assert read(source, cursor)[1] == []


def test_what_the_window_has_left_behind_is_not_taken_for_deleted(server, source, site):
    server.post(*(status(n) for n in range(1, 41)))
    *_, cursor = read(source)
    server.post(*(status(n) for n in range(41, 46)))
    _, made, _ = read(source, cursor)
    assert sorted(ids(made)) == [str(1_000 + n) for n in range(41, 46)]
    assert not any("/statuses/" in path for path, _ in site.asked)


def test_many_deletions_are_asked_for_over_several_readings(server, source, site, monkeypatch):
    monkeypatch.setattr(timeline_module, "MOST_ASKED", 2)
    server.post(*(status(n) for n in range(1, 11)))
    *_, cursor = read(source)
    for n in range(1, 6):
        del server.statuses[str(1_000 + n)]
    gone = []
    for asked in (2, 4, 5):
        _, made, cursor = read(source, cursor)
        gone += [post.native_id for post in made if post.deleted]
        assert len(gone) == asked == sum("/statuses/" in path for path, _ in site.asked)
    assert len(set(gone)) == 5


@pytest.mark.parametrize("answer", [say(500), say(200, b"{"), say(200, b'{"id":"7"}')])
def test_a_failing_server_deletes_nothing(server, source, answer):
    server.post(status(1), status(2))
    *_, cursor = read(source)
    lost = server.statuses.pop("1001")
    server["/api/v1/statuses/1001"] = answer
    _, made, cursor = read(source, cursor)
    assert made == []
    assert list(cursor["missing"]) == ["1001"]
    server.post(lost)
    _, made, cursor = read(source, cursor)
    assert not any(post.deleted for post in made)
    assert cursor["missing"] == {}


@pytest.mark.parametrize(
    "change",
    [{"account": {"indexable": False}}, {"account": {"note": "#nobot"}}, {"content": "", "edited_at": EDITED}],
)
def test_who_withdraws_is_deleted(server, source, change):
    server.post(status(1), status(2))
    *_, cursor = read(source)
    server.post(status(1, **change))
    _, (post,), cursor = read(source, cursor)
    assert (post.native_id, post.deleted, post.text) == ("1001", True, "")
    server.post(status(1))
    _, made, _ = read(source, cursor)
    assert [(post.native_id, post.deleted) for post in made] == [("1001", False)]


def test_what_was_never_taken_is_neither_asked_for_nor_deleted(server, source, site):
    away = {"indexable": False}
    server.post(status(1, account=away), status(2, account=away), status(3))
    *_, cursor = read(source)
    del server.statuses["1001"]
    server.post(status(2, account=away, edited_at=EDITED))
    _, (made,), _ = read(source, cursor)
    assert isinstance(made, Rejected)
    assert not any("/statuses/" in path for path, _ in site.asked)


def test_an_empty_timeline_vouches_for_nothing_and_deletes_nothing_that_stands(server, source):
    server.post(status(1))
    *_, cursor = read(source)
    server["/api/v1/timelines/public"] = say(200, b"[]")
    (page,), made, after = read(source, cursor)
    assert page.covers is None
    assert not any(post.deleted for post in made)
    assert (after["upto"], after["newest"]) == (cursor["upto"], "1001")


def test_a_wish_to_wait_outlives_the_process(server, source, site):
    reset = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    server["/api/v1/timelines/public"] = say(429, X_RateLimit_Remaining="0", X_RateLimit_Reset=reset)
    pages = source.fetch({})
    cursor = next(pages).cursor
    with pytest.raises(AskedToWait):
        next(pages)
    forget_hosts()
    asked = len(site.asked)
    with pytest.raises(AskedToWait):
        next(source.fetch(cursor))
    assert cursor["not_before"] == reset
    assert len(site.asked) == asked


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(401, b'{"error":"The access token is invalid"}'), SourceRefused),
        (say(200, b"<html>"), FormatChanged),
        (say(200, b'{"error":"x"}'), FormatChanged),
        (say(200, b'[{"id":7}]'), FormatChanged),
        (say(200, b"[" * 100_000), FormatChanged),
        (say(404), SourceError),
    ],
)
def test_other_answers_are_errors(server, source, answer, error):
    server["/api/v1/timelines/public"] = answer
    with pytest.raises(error):
        read(source)


def test_robots_are_obeyed(server, source):
    server["/robots.txt"] = say(200, b"User-agent: *\nDisallow: /api/")
    with pytest.raises(SourceRefused, match=r"robots\.txt"):
        read(source)


scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.just("\ud800"), st.just("0001-01-01T00:00:00+14:00")
)
anything = st.one_of(
    scalar, st.lists(st.one_of(scalar, st.dictionaries(st.text(max_size=4), scalar, max_size=2)), max_size=2)
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*status(1), "stored", "deleted", "read_at"]), anything)
def test_no_answer_breaks_the_mapping(name, value):
    made = {"read_at": datetime.now(UTC).isoformat(), **status(1), name: value}
    checks.check_total(MastodonSource("https://a.example", "mastodon.a"), made)
    account = {**status(1)["account"], name: value, "fields": value, "note": value}
    checks.check_total(MastodonSource("https://a.example", "mastodon.a"), {**made, "account": account})
    checks.check_total(
        MastodonSource("https://a.example", "mastodon.a"), {**made, "media_attachments": [{"type": value}]}
    )


def test_statuses_that_cannot_be_posts(source):
    def reason(one):
        return source.to_post({"read_at": datetime.now(UTC).isoformat(), **one}).reason

    assert reason(status(1, content="<p></p>", media_attachments=[{"type": "image"}])) == "no-text"
    assert reason(status(1, content="a" * 100_001)) == "text-too-long"
    assert reason(status(1, created_at="gestern")) == "no-date"
    assert reason(status(10_000)) == "no-date"
    assert reason({**status(1), "id": ""}) == "no-id"


@pytest.mark.parametrize(
    "parts",
    [{"server": "mastodon.example"}, {"server": "https://a.example/api"}, {"name": "A b"}, {"tag": "a/../b"}],
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        MastodonSource(**{"server": "https://a.example", "name": "mastodon.a", **parts})


def test_a_recorded_server(shared_data, server, source):
    """The timelines of a real server (4.6), as anybody gets them."""
    yaml = pytest.importorskip("yaml")
    became = Counter()
    for name, path in (("public_tl_anonymous", "public"), ("hashtag_tl", "tag/ng%E1%BA%ADp")):
        recorded = yaml.safe_load((shared_data / "mastodon" / f"test_{name}.yaml").read_text("utf-8"))["interactions"]
        (body,) = [one["response"]["body"]["string"] for one in recorded if "/timelines/" in one["request"]["uri"]]
        server[f"/api/v1/timelines/{path}"] = say(200, body.encode())
        _, made, _ = read(replace(source, tag="ngập" if "tag" in path else ""))
        became.update(one.reason if isinstance(one, Rejected) else one.kind for one in made)
    assert became == {"post": 3, "not-indexable": 6}
