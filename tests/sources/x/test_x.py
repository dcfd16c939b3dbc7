"""X: a week at most, a day at a time, edits one post, deletions as X tells of them; never a query about people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say
from tests.sources.readings import ids, kept, read, until_it_fails
from tests.sources.x.server import NOW, X, id_at, missing, refusal, source, tweet

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.sources import checks
from civicbeat.sources.contract import Rechecks, Rejected
from civicbeat.sources.web import AskedToWait, forget_hosts
from civicbeat.sources.x import XSource

FIXED = XSource("x.ngap", "ngập")


@pytest.fixture(scope="module")
def one_site():
    with running() as site:
        yield site


@pytest.fixture
def site(one_site, monkeypatch):
    forget_hosts()
    monkeypatch.setenv("CIVICBEAT_KEY_X", "khoa-bi-mat")
    one_site.asked.clear()
    one_site.paths = X()
    return one_site


@pytest.fixture
def x(site):
    return site.paths


def covers(pages):
    return [page.covers for page in pages if page.covers]


def asked(site):
    return [{name: values[0] for name, values in parse_qs(urlsplit(path).query).items()} for path, _ in site.asked]


def test_a_post_and_a_reply_become_posts(site, x):
    reply = tweet(
        1, "Đúng &amp; rồi", conversation_id=id_at(2), referenced_tweets=[{"type": "replied_to", "id": id_at(2)}]
    )
    x.posts = [tweet(2, "Ngập &lt;1m"), reply]
    _, (second, first), _ = read(source(site))
    assert (first.platform, first.kind, first.native_id, first.text) == ("x", "post", id_at(2), "Ngập <1m")
    assert (first.author, first.language, first.thread, first.parent) == ("9001", "vi", "", "")
    assert (first.likes, first.replies, first.shares, first.reach) == (4, 3, 3, 500)
    assert first.url == f"https://x.com/i/web/status/{id_at(2)}"
    assert first.published_at == NOW - timedelta(hours=2)
    assert (second.kind, second.text, second.parent, second.thread) == ("comment", "Đúng & rồi", id_at(2), id_at(2))


def test_it_is_asked_for_a_topic_without_repeats_and_with_a_key_that_no_address_holds(site, x):
    read(source(site))
    assert {one["query"] for one in asked(site)} == {"(ngập OR kẹt) -is:retweet"}
    assert {headers["Authorization"] for _, headers in site.asked} == {"Bearer khoa-bi-mat"}
    assert not any("bi-mat" in path for path, _ in site.asked)


def test_a_week_is_read_a_day_at_a_time_and_then_what_is_new(site, x):
    x.posts = [tweet(n) for n in range(1, 167)]
    pages, made, cursor = read(source(site))
    assert set(ids(made)) == {id_at(n) for n in range(1, 167)}
    assert [page.cost for page in pages] == [len(page.raws) for page in pages]
    assert all(one.end == other.start for one, other in pairwise(covers(pages)))
    assert timedelta(days=6.9) < covers(pages)[-1].end - covers(pages)[0].start <= timedelta(days=7)
    x.posts.append(tweet(0.5))
    site.asked.clear()
    cursor["upto"] = (NOW - timedelta(minutes=54)).isoformat()
    again, made, _ = read(source(site), cursor)
    assert ids(made) == [id_at(0.5)]
    assert [one.start for one in covers(again)] == [NOW - timedelta(minutes=54)]
    assert len(site.asked) == 1


def test_what_x_no_longer_reaches_is_a_gap(site, x):
    x.posts = [tweet(1)]
    upto = (NOW - timedelta(days=20)).isoformat()
    cursor = {"upto": upto, "end": (NOW - timedelta(days=19)).isoformat(), "next": "t10"}
    pages, made, _ = read(source(site), cursor)
    assert ids(made) == [id_at(1)]
    assert covers(pages)[0].start > NOW - timedelta(days=7)
    assert "next_token" not in asked(site)[0]


def test_a_day_that_was_cut_goes_on_where_it_was_and_is_vouched_for_at_its_end(site, x):
    x.size = 10
    x.posts = [tweet(n / 10, number=n) for n in range(1, 36)]
    one = source(site)
    cursor = {"upto": (NOW - timedelta(hours=5)).isoformat()}
    reading = one.fetch(cursor)
    first = next(reading)
    assert first.covers is None
    x.posts.append(tweet(0.01))
    site.asked.clear()
    pages, made, _ = read(one, first.cursor)
    assert len(ids(made)) == 25 + 1
    assert asked(site)[0]["next_token"] == "t10"
    assert covers(pages)[0].start == NOW - timedelta(hours=5)


def test_a_day_whose_place_x_has_forgotten_is_read_anew(site, x):
    x.size = 10
    x.posts = [tweet(n / 10, number=n) for n in range(1, 16)]
    one = source(site)
    first = next(one.fetch({"upto": (NOW - timedelta(hours=5)).isoformat()}))
    x.forgotten = {"t10"}
    pages, failure = until_it_fails(one, first.cursor)
    assert isinstance(failure, FormatChanged)  # X never knows it: a circle ends
    assert len(pages) == 1
    x.size, x.forgotten = 7, {"t10"}
    _, made, _ = read(one, first.cursor)
    assert len(set(ids(made))) == 15


def test_a_query_that_x_does_not_understand_is_told(site, x):
    x["/2/tweets/search/recent"] = refusal(400, "invalid-request")
    pages, failure = until_it_fails(source(site))
    assert isinstance(failure, SourceRefused)
    assert "query" in str(failure)
    assert pages == []


def test_repeats_are_set_aside_and_quotes_are_not(site, x):
    x.posts = [
        tweet(1, number=1, referenced_tweets=[{"type": "retweeted", "id": "5"}]),
        tweet(2, number=2, referenced_tweets=[{"type": "quoted", "id": "5"}]),
    ]
    _, (repeat, quote), _ = read(source(site))
    assert isinstance(repeat, Rejected)
    assert repeat.reason == "only-repeats"
    assert (quote.kind, quote.parent) == ("post", "")


def test_an_edit_is_the_same_post_of_the_same_time(site, x):
    history = [id_at(3), id_at(2.75)]
    x.posts = [tweet(2.75, "Đã sửa", edit_history_tweet_ids=history)]
    _, (one,), _ = read(source(site))
    assert (one.native_id, one.text, one.published_at) == (id_at(3), "Đã sửa", NOW - timedelta(hours=3))


def test_a_long_post_is_kept_whole(site, x):
    x.posts = [tweet(1, "Ngập…", note_tweet={"text": "Ngập từ đầu đến cuối đường"}, lang="qme")]
    _, (one,), _ = read(source(site))
    assert (one.text, one.language) == ("Ngập từ đầu đến cuối đường", "")


def test_asked_again_a_post_stands_is_edited_gone_or_cannot_be_judged(site, x):
    one = source(site)
    x.posts = [tweet(n, number=n) for n in range(1, 7)]
    _, before, _ = read(one)
    first, second, third, fourth, fifth, sixth = (id_at(n, n) for n in range(1, 7))
    x.posts = [tweet(1, number=1), tweet(1.9, "Đã sửa", edit_history_tweet_ids=[second, id_at(1.9)])]
    x.errors = [
        missing(third),
        missing(fourth, "not-authorized-for-resource"),
        missing(fifth, "disconnected"),
    ]
    [page] = one.recheck(ids(before))
    after = {made.native_id: made for made in map(one.to_post, page.raws)}
    assert set(after) == {first, second, third, fourth}
    stood = next(made for made in before if made.native_id == first)
    assert replace(after[first], collected_at=NOW) == replace(stood, collected_at=NOW)
    assert (after[second].text, after[second].published_at) == ("Đã sửa", NOW - timedelta(hours=2))
    assert {native for native, made in after.items() if made.deleted} == {third, fourth}
    assert page.cost == 2
    assert sixth not in after
    assert isinstance(one, Rechecks)


def test_all_may_be_gone_and_a_failure_judges_nothing(site, x):
    x.errors = [missing("5")]
    [page] = source(site).recheck(["5"])
    assert [raw["deleted"] for raw in page.raws] == [True]
    x["/2/tweets"] = say(200, b'{"title": "x"}')
    with pytest.raises(FormatChanged):
        list(source(site).recheck(["5"]))
    x["/2/tweets"] = say(503)
    with pytest.raises(SourceUnreachable):
        list(source(site).recheck(["5"]))


def test_who_asks_for_a_pause_gets_it(site, x):
    reset = int(datetime.now(UTC).timestamp()) + 600
    x["/2/tweets/search/recent"] = say(429, b"{}", x_rate_limit_remaining="0", x_rate_limit_reset=str(reset))
    pages, failure = until_it_fails(source(site))
    assert isinstance(failure, AskedToWait)
    assert failure.until == datetime.fromtimestamp(reset, UTC)
    forget_hosts()
    _, failure = until_it_fails(source(site), kept(pages))
    assert isinstance(failure, AskedToWait)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(401, "unauthorized"), SourceRefused),
        (refusal(402, "credits-depleted"), SourceRefused),
        (refusal(403, "client-forbidden"), SourceRefused),
        (refusal(429, "usage-capped"), SourceUnreachable),
        (say(200, b'{"data": []}'), FormatChanged),
        (say(200, b"<html>"), FormatChanged),
    ],
)
def test_other_answers_are_faults(site, x, answer, error):
    x["/2/tweets/search/recent"] = answer
    _, failure = until_it_fails(source(site))
    assert isinstance(failure, error)


def test_a_changed_format_is_told_by_its_shape(site, x):
    x["/2/tweets/search/recent"] = say(200, b'{"results": [{"text": "x"}]}')
    _, failure = until_it_fails(source(site))
    assert failure.sample == {"results": [{"text": "text 1"}]}


def test_fields_nobody_expected_are_counted(site, x):
    x.posts = [tweet(1, mood="x")]
    pages, _, _ = read(source(site))
    assert pages[-1].unknown == {"mood": 1}


@pytest.mark.parametrize(
    "query",
    [
        *("from:lanthu ngập", "(FROM: lanthu)", "-from:x", "to:lanthu", "hỏi @lanthu", "＠lanthu", "retweets_of:x"),
        *("", " ", "x" * 500, "list:84839422", "url:lanthu"),
    ],
)
def test_a_query_about_people_is_refused(query):
    with pytest.raises(SettingError):
        XSource("x.ngap", query)


@pytest.mark.parametrize("query", ["ngập lang:vi", '"triều cường" OR #ngap', "thư từ: ngập", "has:images kẹt"])
def test_a_query_about_a_topic_is_taken(query):
    assert XSource("x.ngap", query).query == query


def test_settings_are_checked_and_make_the_quota():
    quota = XSource("x.ngap", "ngập", cap=500, key="OTHER").policy.quota
    assert (quota.key, quota.units, quota.per) == ("OTHER", 500, "month")
    for parts in ({"cap": 0}, {"name": "X n"}):
        with pytest.raises(SettingError):
            XSource(**{"name": "x.ngap", "query": "ngập", **parts})


def raw(**parts):
    return {**tweet(1), "latest": id_at(1), "read_at": NOW.isoformat(), "where": "post 1", **parts}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"id": None}, "no-id"),
        ({"text": " "}, "no-text"),
        ({"created_at": "x"}, "no-date"),
        ({"read_at": None}, "no-date"),
    ],
)
def test_what_is_no_use_is_set_aside(parts, reason):
    made = FIXED.to_post(raw(**parts))
    assert isinstance(made, Rejected)
    assert made.reason == reason


anything = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\ud800"), st.just("9" * 400)),
        st.just("٣"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["type", "id", "text"]), inner)
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*raw(), "referenced_tweets", "note_tweet", "deleted"]), anything))
def test_no_mapping_breaks_it(parts):
    checks.check_total(FIXED, raw(**parts))
    checks.check_total(FIXED, parts)
