"""Search: word by word back to what is known, with or without a session; wishes and deletions followed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.sources.bluesky.server import did, key
from tests.sources.blueskysearch.server import NOW, Service, asks_for_members_only, view
from tests.sources.feeds.server import running, say

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources.bluesky import BlueskySource
from civicbeat.sources.blueskysearch import BlueskySearchSource
from civicbeat.sources.clients import forget_tokens
from civicbeat.sources.contract import Rechecks
from civicbeat.sources.web import AskedToWait, Web, forget_hosts

WEB = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
SEARCH, SHOW = "/xrpc/app.bsky.feed.searchPosts", "/xrpc/app.bsky.feed.getPosts"


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_BLUESKY", "thanh-pho.example:aaaa-bbbb")
    forget_tokens()
    with running() as site:
        forget_hosts()
        site.paths = Service()
        yield site
        forget_hosts()


@pytest.fixture
def service(site):
    return site.paths


@pytest.fixture
def source(site):
    return BlueskySearchSource("bluesky.search", site.address, ["ngập"], web=WEB)


def read(source, cursor=None):
    pages = list(source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    return pages, made, json.loads(json.dumps(dict(pages[-1].cursor)))


def ids(made):
    return [post.native_id for post in made if isinstance(post, Post)]


def uris(*numbers):
    return [f"at://{did(0)}/app.bsky.feed.post/{key(number)}" for number in numbers]


def test_what_is_found_becomes_posts(service, source):
    service.posts = Service(view(1), view(2, "Trời đẹp")).posts
    pages, (post,), cursor = read(replace(source, language="vi"))
    assert (post.native_id, post.text, post.author) == (uris(1)[0], "Hẻm ngập 1", did(0))
    assert (post.likes, post.replies, post.shares) == (3, 1, 2)
    assert post.published_at == NOW - timedelta(minutes=1)
    assert (service.asked[0]["lang"], service.asked[0]["sort"]) == ("vi", "latest")
    assert not any(name in json.dumps(cursor) for name in ("did:", "minh"))
    assert pages[-1].covers.end - pages[-1].covers.start > timedelta(days=6)
    service.posts |= Service(view(0)).posts
    _, made, _ = read(source, cursor)
    assert set(ids(made)) == set(uris(0, 1))
    assert service.asked[-1]["since"] > service.asked[0]["since"]


def test_each_phrase_is_searched_for_by_itself(service, source):
    read(replace(source, words=["ngập", "kẹt xe", '"mất điện"']))
    assert sorted(asked["q"] for asked in service.asked) == ['"kẹt xe"', '"mất điện"', "ngập"]


def test_members_search_with_a_session_and_page_on(service, source, site):
    service.members = True
    service.posts = Service(*(view(n) for n in range(1, 251))).posts
    with pytest.raises(SourceRefused):
        read(source)
    forget_hosts()
    pages, made, _ = read(replace(source, key="BLUESKY"))
    assert len(set(ids(made))) == 250
    assert [json.loads(body) for _, body in site.posted] == [
        {"identifier": "thanh-pho.example", "password": "aaaa-bbbb"}
    ]
    assert pages[-1].covers.end - pages[-1].covers.start > timedelta(days=6)


def test_without_a_session_one_answer_is_all_and_no_more_is_vouched_for(service, source):
    service.posts = Service(*(view(n) for n in range(1, 251))).posts
    pages, made, cursor = read(source)
    assert len(made) == 100
    assert len(service.asked) == 1
    assert pages[-1].covers.start == NOW - timedelta(minutes=100)
    assert read(source, cursor)[0][-1].covers.start >= pages[-1].covers.end


def test_who_asks_for_members_only_is_set_aside(service, source):
    service.posts = Service(
        view(1, author=asks_for_members_only()), view(2, author=asks_for_members_only(src="did:plc:khac"))
    ).posts
    _, made, _ = read(source)
    assert ids(made) == uris(2)
    assert [each.reason for each in made if not isinstance(each, Post)] == ["not-for-everybody"]


@pytest.mark.parametrize("kind", [BlueskySearchSource, BlueskySource])
def test_posts_are_asked_for_again(service, source, site, kind):
    if kind is BlueskySource:
        source = BlueskySource("bluesky.city", ["ngập"], appview=site.address, web=WEB)
    assert isinstance(source, Rechecks)
    views = [view(n) for n in range(60)]
    service.posts = Service(*views[:58], view(58, author=asks_for_members_only()), view(3, "Đã sửa", likeCount=9)).posts
    pages = list(source.recheck(uris(*range(60))))
    assert [len(page.raws) for page in pages] == [25, 25, 10]
    made = {post.native_id: post for page in pages for raw in page.raws if (post := source.to_post(raw))}
    assert list(made) == uris(*range(60))
    assert [native_id for native_id, post in made.items() if post.deleted] == uris(58, 59)
    assert (made[uris(3)[0]].text, made[uris(3)[0]].likes) == ("Đã sửa 3", 9)


def test_a_failing_batch_does_not_stop_the_others(service, source):
    service[SHOW] = say(500)
    with pytest.raises(SourceUnreachable):
        list(source.recheck(uris(1)))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(401), SourceRefused),
        (say(429, RateLimit_Reset="x"), SourceUnreachable),
        (say(429, Retry_After="60"), AskedToWait),
        (say(400, b'{"error":"BadQueryString"}'), SourceUnreachable),
        (say(200, b"{"), FormatChanged),
        (say(200, b'{"posts": {}}'), FormatChanged),
    ],
)
def test_other_answers_are_errors(service, source, answer, error):
    service[SEARCH] = answer
    with pytest.raises(error):
        read(source)


def test_posts_of_another_shape_are_set_aside(service, source):
    broken = {"uri": 7, "record": "x", "author": None, "indexedAt": "x"}
    service[SEARCH] = say(200, json.dumps({"posts": [broken, None, {}, view(1)]}).encode())
    _, made, _ = read(source)
    assert ids(made) == uris(1)
    assert {each.reason for each in made if not isinstance(each, Post)} == {"no-id"}


@pytest.mark.parametrize("answer", [say(401), say(200, b"{"), say(200, b"{}"), say(200, b'{"accessJwt": "a\\nb"}')])
def test_a_login_that_fails(service, source, answer):
    service["POST /xrpc/com.atproto.server.createSession"] = answer
    with pytest.raises((SourceRefused, FormatChanged)):
        read(replace(source, key="BLUESKY"))


@pytest.mark.parametrize(
    "parts",
    [
        {"name": "A b"},
        {"host": "http://bluesky.example"},
        {"words": []},
        {"words": [' "" ']},
        {"words": ["a"] * 21},
        {"language": "Vietnamese"},
    ],
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        BlueskySearchSource(**{"name": "b.s", "host": "https://bsky.example", "words": ["kẹt xe"], **parts})


def test_a_key_that_is_missing_is_told(service, source, monkeypatch):
    monkeypatch.delenv("CIVICBEAT_KEY_BLUESKY")
    with pytest.raises(SettingError):
        read(replace(source, key="BLUESKY"))
