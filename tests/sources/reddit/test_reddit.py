"""Reddit: posts and comments once, what is taken away followed, a private community stops no other."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say
from tests.sources.readings import ids, kept, read, until_it_fails
from tests.sources.reddit.server import NOW, Reddit, comment, post, source

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.sources import checks
from civicbeat.sources.clients import forget_tokens
from civicbeat.sources.contract import Rechecks, Rejected
from civicbeat.sources.reddit import RedditSource
from civicbeat.sources.web import AskedToWait, forget_hosts

FIXED = RedditSource("reddit.city", ["thanhpho"], "ubnd_mau")


@pytest.fixture(scope="module")
def one_site():
    with running() as site:
        yield site


@pytest.fixture
def site(one_site, monkeypatch):
    forget_hosts()
    forget_tokens()
    monkeypatch.setenv("CIVICBEAT_KEY_REDDIT", "ten:bi-mat")
    one_site.asked.clear()
    one_site.paths = Reddit()
    yield one_site
    forget_tokens()


@pytest.fixture
def reddit(site):
    return site.paths


def test_a_post_and_a_comment_become_posts(site, reddit):
    reddit.write("thanhpho", post(1, 60, selftext="Nước > 1 m & sâu"), comment(7, 30))
    pages, (first, second), _ = read(source(site))
    assert (first.platform, first.kind, first.native_id, first.author) == ("reddit", "post", "t3_1", "lan_thu")
    assert first.text == "Cầu này ngập 1\nNước > 1 m & sâu"
    assert (first.likes, first.replies, first.tags, first.parent) == (5, 2, ("Giao thông",), "")
    assert first.url == "https://www.reddit.com/r/thanhpho/comments/1/cau/"
    assert first.published_at == NOW - timedelta(minutes=60)
    assert (second.kind, second.text, second.parent, second.thread) == ("comment", "Đúng rồi", "t3_1", "t3_1")
    assert (second.likes, second.author) == (-2, "binh")
    assert "t2_lan" not in repr(pages)


def test_it_is_asked_as_reddit_wants_with_a_token_that_no_address_holds(site, reddit):
    read(source(site, "thanhpho", "kenh_rach"))
    (token, basic), *asked = site.asked
    assert (token, basic["Authorization"][:6]) == ("/token", "Basic ")
    assert [path.partition("?")[0] for path, _ in asked] == [
        *("/r/thanhpho/new", "/r/thanhpho/comments"),
        *("/r/kenh_rach/new", "/r/kenh_rach/comments"),
    ]
    assert {headers["Authorization"] for _, headers in asked} == {"Bearer hat-sen"}
    assert all(headers["User-Agent"].startswith("server:civicbeat:") for _, headers in site.asked)
    assert all(headers["User-Agent"].endswith(" (by /u/ubnd_mau)") for _, headers in site.asked)
    assert not any("hat-sen" in path or "bi-mat" in path for path, _ in site.asked)


def test_a_week_is_read_at_first_and_then_what_is_new(site, reddit):
    reddit.write("thanhpho", *(post(n, n * 60 - 30) for n in range(1, 201)), comment(1, 30))
    pages, made, cursor = read(source(site))
    assert len(ids(made)) == 168 + 1
    [covers] = [page.covers for page in pages if page.covers]
    assert covers.end - covers.start == timedelta(days=7)
    since = (datetime.now(UTC) - NOW).total_seconds() / 60  # the suite may have begun long ago
    reddit.write("thanhpho", post(300, -since), comment(2, -since))
    site.asked.clear()
    _, made, _ = read(source(site), cursor)
    assert ids(made) == ["t3_300", "t1_2"]
    assert len(site.asked) == 3  # the second answer about posts reaches back to what is known


def test_where_reddit_cuts_its_list_a_gap_is_left(site, reddit, monkeypatch):
    monkeypatch.setattr("civicbeat.sources.reddit.source.CUT_AFTER", 100)
    reddit.host_keeps = 105
    reddit.write("thanhpho", *(post(n, n) for n in range(1, 200)))
    pages, made, _ = read(source(site))
    assert len(ids(made)) == 105
    [covers] = [page.covers for page in pages if page.covers]
    assert covers.start == NOW - timedelta(minutes=105)


def test_an_item_that_goes_while_its_list_is_read_loses_nothing(site, reddit):
    reddit.write("thanhpho", *(post(n, n) for n in range(1, 151)))
    one = source(site)
    pages = one.fetch({})
    first = next(pages)
    reddit.things["thanhpho"] = [thing for thing in reddit.things["thanhpho"] if thing["data"]["name"] != "t3_100"]
    left = []
    with pytest.raises(SourceUnreachable, match="moved"):
        left.extend(pages)
    _, made, _ = read(one, kept([first, *left]))
    assert len(ids(made)) == 149


@pytest.mark.parametrize("refused", [(403, "private"), (403, "quarantined"), (404, "banned")])
def test_a_community_that_is_closed_stops_no_other(site, reddit, refused):
    reddit.refused["kin"] = refused
    reddit.write("thanhpho", post(1, 60))
    pages, failure = until_it_fails(source(site, "kin", "thanhpho"))
    assert failure.reason == refused[1]
    assert [raw["id"] for page in pages for raw in page.raws] == ["t3_1"]
    assert not any(page.covers for page in pages)


@pytest.mark.parametrize(
    "parts",
    [
        {"selftext": "[deleted]", "author": "[deleted]"},
        {"selftext": "[removed]"},
        {"selftext": "", "removed_by_category": "moderator"},
    ],
)
def test_what_was_taken_away_is_deleted_without_a_word(site, reddit, parts):
    reddit.write("thanhpho", post(1, 60, **parts), comment(2, 5, "[removed]"))
    _, made, _ = read(source(site))
    assert [(one.native_id, one.deleted, one.text, one.author, one.url) for one in made] == [
        ("t3_1", True, "", "", ""),
        ("t1_2", True, "", "", ""),
    ]


def test_whose_account_is_gone_is_named_no_more(site, reddit):
    reddit.write("thanhpho", comment(2, 5, author="[deleted]"))
    _, (one,), _ = read(source(site))
    assert (one.author, one.text, one.deleted) == ("", "Đúng rồi", False)


def test_asked_again_an_item_stands_is_edited_gone_or_cannot_be_judged(site, reddit):
    one = source(site)
    reddit.write("thanhpho", post(1, 60), post(2, 50), comment(3, 40), comment(4, 30), comment(5, 20))
    _, before, _ = read(one)
    reddit.write("thanhpho", post(2, 50, "Đã sửa"), comment(4, 30, "[deleted]", author="[deleted]"))
    reddit.things["thanhpho"] = [thing for thing in reddit.things["thanhpho"] if thing["data"]["name"] != "t1_5"]
    [page] = one.recheck(ids(before))
    after = {made.native_id: made for made in map(one.to_post, page.raws)}
    by_id = {made.native_id: made for made in before}
    assert set(after) == set(by_id)
    for stands in ("t3_1", "t1_3"):
        assert replace(after[stands], collected_at=NOW) == replace(by_id[stands], collected_at=NOW)
    assert after["t3_2"].text.startswith("Đã sửa 2")
    assert [native for native, made in after.items() if made.deleted] == ["t1_5", "t1_4"]
    reddit["/api/info"] = say(500)
    with pytest.raises(SourceUnreachable):
        list(one.recheck(["t3_1"]))
    assert isinstance(one, Rechecks)


def test_more_than_a_hundred_are_asked_for_in_batches(site, reddit):
    reddit.write("thanhpho", *(post(n, n) for n in range(150)))
    pages = list(source(site).recheck([f"t3_{n}" for n in range(150)]))
    assert [len(page.raws) for page in pages] == [100, 50]
    assert not any(raw.get("deleted") for page in pages for raw in page.raws)


@pytest.mark.parametrize("status", [429, 200])
def test_who_asks_for_a_pause_gets_it(site, reddit, status):
    body = json.dumps({"kind": "Listing", "data": {"after": None, "children": [post(1, 60)]}}).encode()
    answer = say(status, body, X_Ratelimit_Remaining="0.0", X_Ratelimit_Reset="90")
    reddit["/r/thanhpho/new"] = answer
    pages, failure = until_it_fails(source(site))
    assert isinstance(failure, AskedToWait)
    assert timedelta(seconds=60) < failure.until - datetime.now(UTC) <= timedelta(seconds=90)
    assert pages[-1].cursor["not_before"] == failure.until.isoformat()
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        say(200, b'{"kind": "Listing", "data": {}}'),
        say(200, b'{"kind": "Listing", "data": {"children": [{"kind": "t5", "data": {}}]}}'),
        say(200, b"[]"),
    ],
)
def test_a_changed_format_is_told_by_its_shape(site, reddit, answer):
    reddit["/r/thanhpho/new"] = answer
    _, failure = until_it_fails(source(site))
    assert isinstance(failure, FormatChanged)
    assert failure.sample is not None


def test_fields_nobody_expected_are_counted(site, reddit):
    reddit.write("thanhpho", {**post(1, 60), "mood": "x"})
    pages, _, _ = read(source(site))
    assert pages[0].unknown == {"mood": 1}


def test_a_key_that_is_not_accepted_is_told(site, reddit):
    reddit["POST /token"] = say(401, b'{"message": "Unauthorized", "error": 401}')
    _, failure = until_it_fails(source(site))
    assert isinstance(failure, SourceRefused)


def raw(**parts):
    given = {"id": "t3_1", "title": "Ngập", "created_utc": 1.7e9, "read_at": NOW.isoformat(), "where": "item 1"}
    return {**given, **parts}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"id": ""}, "no-id"),
        ({"title": None}, "no-text"),
        ({"created_utc": "x"}, "no-date"),
        ({"read_at": "x"}, "no-date"),
    ],
)
def test_what_is_no_use_is_set_aside(parts, reason):
    made = FIXED.to_post(raw(**parts))
    assert isinstance(made, Rejected)
    assert made.reason == reason


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\ud800"), st.just("[deleted]")),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*post(1, 1)["data"], "body", "deleted", "read_at", "where"]), anything))
def test_no_mapping_breaks_it(parts):
    checks.check_total(FIXED, raw(**parts))
    checks.check_total(FIXED, parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"subreddits": []},
        {"subreddits": ["r/thanhpho"]},
        {"subreddits": ["u_lan"]},
        {"subreddits": ["a+b"]},
        {"account": "u/x"},
        {"name": "R d"},
    ],
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        RedditSource(**{"name": "reddit.city", "subreddits": ["thanhpho"], "account": "ubnd_mau", **parts})
