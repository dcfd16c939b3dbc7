"""Mastodon's stream: heard, caught up with after each cut, deletions and withdrawals followed, wishes honoured."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from tests.sources.feeds.server import say
from tests.sources.mastodon.server import START, status
from tests.sources.mastodonstream.server import event

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.mastodonstream import MastodonStreamSource, hearing
from civicbeat.sources.mastodonstream.events import Events
from civicbeat.sources.web import Fetched, Web

EDITED = (START + timedelta(hours=1)).isoformat()
NUMBER = 1_000


def ids(made):
    return [post.native_id for post in made if isinstance(post, Post)]


def standing(made):
    """What a store would hold: id → text, the last word counting."""
    held = {post.native_id: None if post.deleted else post.text for post in made if isinstance(post, Post)}
    return {native_id: text for native_id, text in held.items() if text is not None}


def test_what_was_said_before_and_what_is_said_now_comes_once(server, source, site, read):
    server.post(status(1), status(2))
    server.scripts = [[b":)\n", event("update", status(2)), event("update", status(3)), event("filters_changed", "x")]]
    _, made, cursor = read(source)
    assert sorted(ids(made)) == ["1001", "1002", "1002", "1003"]
    assert standing(made)["1003"] == "Hẻm ngập 3"
    assert server.asked == ["/api/v1/streaming/public/local"]
    told = dict(site.asked)
    assert told["/api/v1/streaming/public/local"]["Authorization"].startswith("Bearer ")
    assert told["/api/v1/timelines/public?local=true&limit=40"]["Authorization"].startswith("Bearer ")
    assert all(post.published_at < post.collected_at for post in made)
    assert not any(word in json.dumps(cursor) for word in ("minh", "thanh-pho", "Hẻm"))
    server.post(status(3), status(4))
    _, made, _ = read(source, cursor)
    assert ids(made) == ["1004"]


def test_without_a_key_none_is_sent(server, source, site, read):
    server.post(status(1))
    read(replace(source, key=""))
    assert not any("Authorization" in headers for _, headers in site.asked)


def test_a_hashtag_is_listened_to_where_the_server_says(server, source, site, read):
    server.post(status(1))
    server.streaming = site.address.replace("http://", "ws://") + "/"
    _, made, _ = read(replace(source, tag="ngập"))
    assert ids(made) == ["1001"]
    assert server.asked == ["/api/v1/streaming/hashtag?tag=ng%E1%BA%ADp"]


def test_deletions_and_edits_follow_at_once(server, source, read):
    server.post(*(status(n) for n in range(1, 4)))
    server.scripts = [
        [
            event("update", status(4)),
            event("status.update", status(2, "Đã sửa", edited_at=EDITED)),
            event("delete", "1001"),
            event("delete", "1004"),
            event("delete", "9999"),
        ]
    ]
    _, made, cursor = read(source)
    assert standing(made) == {"1002": "Đã sửa 2", "1003": "Hẻm ngập 3"}
    assert [post.native_id for post in made if post.deleted] == ["1001", "1004"]
    assert set(cursor["heard"]) == set(cursor["known"]) == {"1002", "1003"}


def test_who_does_not_want_to_be_read_is_set_aside_once_and_never_deleted(server, source, read):
    away = {"indexable": False}
    server.post(status(1, account=away))
    server.scripts = [
        [
            event("update", status(2, "Bí mật", account=away)),
            event("delete", "1002"),
        ]
    ]
    server.post(status(3, account=away))
    _, made, cursor = read(source)
    assert Counter(type(each) for each in made) == {Rejected: 3}
    server.scripts = [[partial(server.statuses.pop, "1001"), event("delete", "1001")]]
    assert read(source, cursor)[1] == []
    assert "Bí mật" not in json.dumps(cursor, ensure_ascii=False)


@pytest.mark.parametrize("change", [{"account": {"note": "#nobot"}}, {"content": ""}, {"visibility": "private"}])
def test_who_withdraws_is_deleted(server, source, read, change):
    server.post(status(1), status(2))
    server.scripts = [[event("status.update", status(1, edited_at=EDITED, **change))]]
    _, made, cursor = read(source)
    assert (made[-1].native_id, made[-1].deleted) == ("1001", True)
    server.post(status(1, edited_at=EDITED, **change))
    assert read(source, cursor)[1] == []


def test_a_withdrawal_while_nobody_listened_is_noticed(server, source, read):
    server.post(status(1), status(2), status(3))
    *_, cursor = read(source)
    server.post(status(1, account={"indexable": False}))
    del server.statuses["1002"]
    _, made, _ = read(source, cursor)
    assert [(post.native_id, post.deleted) for post in made] == [("1001", True), ("1002", True)]


def test_nothing_is_lost_or_doubled_over_cuts(server, source, read):
    """Statuses come while it listens and while the line is cut, in the middle of an event; some are deleted."""
    random_ = random.Random(7)
    number = 0
    for _ in range(25):
        script = []
        for _ in range(random_.randint(1, 5)):
            number += 1
            one = status(number)
            script += [lambda one=one: server.post(one), event("update", one)]
        if random_.random() < 0.4:
            script += [lambda gone=one["id"]: server.statuses.pop(gone), event("delete", one["id"])]
        script.append(event("update", status(number + 1))[:40])
        for _ in range(random_.randint(1, 15)):
            number += 1
            script.append(partial(server.post, status(number)))
        server.scripts.append(script)
    server.scripts.append([])
    _, made, cursor = read(source)
    assert number < 350  # none in the future
    assert len(server.asked) == 26
    assert standing(made) == {key: f"Hẻm ngập {int(key) - NUMBER}" for key in server.statuses}
    assert Counter(post.native_id for post in made if not post.deleted).most_common(1)[0][1] <= 2
    assert len(json.dumps(cursor)) < 200_000


def test_a_kept_cursor_of_any_page_loses_nothing(server, source, read):
    server.post(*(status(n) for n in range(1, 60)))
    server.scripts = [[event("update", status(n)) for n in range(60, 80)]]
    pages, made, _ = read(source)
    server.post(*(status(n) for n in range(60, 80)))
    for place, page in enumerate(pages):
        stored = [source.to_post(raw) for each in pages[: place + 1] for raw in each.raws]
        _, rest, _ = read(source, json.loads(json.dumps(dict(page.cursor))))
        assert set(ids(stored)) | set(ids(rest)) >= set(ids(made))


def test_only_the_timeline_vouches(server, source, read):
    server.post(status(1))
    server.scripts = [[event("update", status(2))]]
    pages, _, cursor = read(source)
    assert [page.covers is not None for page in pages].count(True) == 1
    pages, *_ = read(source, cursor)
    (covers,) = [page.covers for page in pages if page.covers]
    assert covers.start.isoformat() == cursor["upto"]


def test_what_is_remembered_is_bounded(server, source, read, monkeypatch):
    monkeypatch.setattr(hearing, "MOST_HEARD", 10)
    monkeypatch.setattr(hearing, "MOST_ITEMS", 5)
    server.scripts = [[event("update", status(n)) for n in range(30)]]
    pages, made, cursor = read(source)
    assert len(set(ids(made))) == 30
    assert list(cursor["heard"]) == [str(NUMBER + n) for n in range(20, 30)]
    assert max(len(page.raws) for page in pages) <= 5


def test_garbage_is_set_aside(server, source, read):
    server.scripts = [[event("update", "{"), event("update", {"id": 7}), event("update", status(1)), b"junk\n\xff\n\n"]]
    pages, made, _ = read(source)
    assert ids(made) == ["1001"]
    assert [item.reason for page in pages for item in page.rejected] == ["not-a-status"] * 2


def test_an_event_is_put_together_and_bounded():
    events = Events()
    assert [events.take(line) for line in (b":x", b"event:a", b"data: 1", b"data:2", b"id: 3", b"")][-1] == (
        "a",
        b"1\n2",
    )
    assert events.take(b"") is None
    assert not any(events.take(b"data:" + b"x" * 50_000) for _ in range(20))
    with pytest.raises(FormatChanged):
        events.take(b"data:" + b"x" * 50_000)


def test_a_key_that_is_missing_or_refused(server, source, read, monkeypatch):
    server["/api/v1/streaming/public/local"] = say(401)
    with pytest.raises(SourceRefused):
        read(source)
    monkeypatch.delenv("CIVICBEAT_KEY_MASTODON")
    with pytest.raises(SettingError):
        read(source)


def test_a_stream_that_is_not_there_is_tried_some_times(server, source, site, read):
    server["/api/v1/streaming/public/local"] = say(502)
    with pytest.raises(SourceUnreachable):
        read(source)
    assert site.count("/api/v1/streaming/public/local") == 5


def test_a_stream_in_the_clear_is_refused(monkeypatch):
    told = json.dumps({"configuration": {"urls": {"streaming": "ws://mastodon.example"}}}).encode()
    monkeypatch.setattr(Web, "get", lambda *_, **__: Fetched(200, told, {}, ""))
    with pytest.raises(FormatChanged, match="without encryption"):
        next(MastodonStreamSource("https://mastodon.example", "mastodon.live", key="").fetch({}))


@pytest.mark.parametrize(
    "parts",
    [{"server": "http://mastodon.example"}, {"server": "https://a.example/api"}, {"name": "A b"}, {"tag": "a/../b"}],
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        MastodonStreamSource(**{"server": "https://a.example", "name": "mastodon.a", **parts})
