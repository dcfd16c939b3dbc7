"""The institution's own page: all comments, also late ones; what vanishes is deleted; others' pages are never read."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.feeds.server import running, say
from tests.sources.graph.server import ACCOUNT, PAGE, START, TOKEN, Meta, answer, at, comment, fault, media, post

from civicbeat.records.errors import FormatChanged, SettingError, SourceError, SourceRefused, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources import checks
from civicbeat.sources.contract import Rechecks, Rejected
from civicbeat.sources.graph import GraphSource, memory
from civicbeat.sources.graph import api as api_module
from civicbeat.sources.graph import source as source_module
from civicbeat.sources.web import AskedToWait, Web, forget_hosts

FIRST = f"{PAGE}_1"


@pytest.fixture(scope="module")
def server():
    with running() as one:
        yield one


@pytest.fixture
def site(server, monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_GRAPH", TOKEN)
    forget_hosts()
    server.asked.clear()
    server.paths = Meta()
    return server


@pytest.fixture
def meta(site):
    return site.paths


@pytest.fixture
def source(site):
    web = Web(pause=0, attempts=1, robots=False, allow_loopback=True)
    return GraphSource(PAGE, "graph.thanh-pho", base=f"{site.address}/v23.0", web=web)


@pytest.fixture
def instagram(source):
    return replace(source, page=ACCOUNT, network="instagram")


def read(source, cursor=None, *, pages=None):
    """One reading: its pages, what they became, and the kept cursor as a store would give it back."""
    found = list(pages if pages is not None else source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in found for raw in page.raws]
    return found, made, json.loads(json.dumps(dict(found[-1].cursor))) if found else {}


def ids(made):
    return sorted(one.native_id for one in made if isinstance(one, Post) and not one.deleted)


def gone(made):
    return sorted(one.native_id for one in made if isinstance(one, Post) and one.deleted)


def test_a_post_is_the_institutions_and_a_comment_a_persons(source, meta):
    meta.publish(post(1), comment(2), comment(3, parent={"id": "1_2"}), comment(4, **{"from": {"id": PAGE}}))
    _, (own, first, reply, ours), _ = read(source)
    assert (own.institution, own.author, own.kind, own.native_id) == ("Thành phố Mẫu", "", "post", FIRST)
    assert (own.likes, own.replies, own.shares, own.platform) == (7, 3, 4, "facebook")
    assert own.url == f"https://www.facebook.com/{PAGE}/posts/1"
    assert own.published_at == START + timedelta(minutes=1)
    assert (first.institution, first.author, first.kind) == ("", "772", "comment")
    assert (first.native_id, first.parent, first.thread) == (f"{FIRST}:1_2", FIRST, FIRST)
    assert (first.text, first.likes, first.replies) == ("Hẻm tôi chưa có 2", 2, 0)
    assert reply.parent == f"{FIRST}:1_2"
    assert (ours.institution, ours.author) == ("Thành phố Mẫu", "")


def test_an_author_that_meta_does_not_tell_is_unknown(source, meta):
    nobody = comment(2)
    del nobody["from"]
    meta.publish(post(1), nobody)
    assert [one.author for one in read(source)[1]] == ["", ""]


def test_instagram_is_read_with_all_replies(instagram, meta):
    replies = [answer(n, parent_id="52") for n in range(10, 15)]
    meta.publish(media(1, media_type="VIDEO"), answer(2, replies=replies), answer(3, username="thanhphomau"))
    _, made, cursor = read(instagram)
    own, first, *_ = made
    assert (own.platform, own.institution, own.media, own.replies) == ("instagram", "TP Mẫu", ("video",), 7)
    assert (first.author, first.native_id, first.parent) == ("lan2", "91:52", "91")
    assert ids(made) == sorted(["91", "91:52", "91:53", *(f"91:5{n}" for n in range(10, 15))])
    assert {one.parent for one in made if one.native_id.startswith("91:51")} == {"91:52"}
    assert next(one for one in made if one.native_id == "91:53").institution == "TP Mẫu"
    assert sum(bool(page.raws) for page in read(instagram, cursor)[0]) == 0


def test_the_token_stands_in_no_address_cursor_or_error(source, site, meta):
    meta.largest = 3
    meta.publish(post(1), *(comment(n) for n in range(2, 12)))
    pages, made, _ = read(source)
    assert len(ids(made)) == 11
    assert not any(TOKEN in path for path, _ in site.asked)
    assert all(headers["Authorization"] == f"Bearer {TOKEN}" for _, headers in site.asked)
    assert TOKEN not in repr(pages)
    meta["me"] = fault(190, 460)
    with pytest.raises(SourceRefused) as caught:
        read(source)
    assert TOKEN not in repr(caught.value)


def test_a_page_that_is_not_ones_own_is_never_read(source, instagram, site, meta):
    with pytest.raises(SourceRefused, match="not that of this page"):
        read(replace(source, page="999888777"))
    with pytest.raises(SourceRefused, match="not that of this page"):
        list(replace(source, page="999888777").recheck([FIRST]))
    with pytest.raises(SourceRefused):
        read(replace(instagram, page="999888777"))
    del meta.me["instagram_business_account"]
    with pytest.raises(SourceRefused):
        read(instagram)
    assert all("/me?" in path for path, _ in site.asked)


def test_names_are_neither_asked_for_nor_kept(source, site, meta):
    meta.publish(post(1), comment(2))
    _, made, cursor = read(source)
    assert "Trần" not in repr(made)
    assert "Trần" not in repr(cursor)
    assert "77" not in "".join(cursor["known"])
    assert not any(word in path for path, _ in site.asked for word in ("picture", "profile", "%2Cfrom%2C"))


def test_only_what_has_changed_is_read_again_and_late_comments_come(source, site, meta):
    meta.publish(post(1), comment(2))
    meta.publish(post(5), comment(6))
    *_, cursor = read(source)
    site.asked.clear()
    assert read(source, cursor)[1] == []
    assert len(site.asked) == 2
    meta.publish(post(1, updated_time=at(900)), comment(2), comment(900))
    _, made, _ = read(source, cursor)
    assert ids(made) == [FIRST, f"{FIRST}:1_2", f"{FIRST}:1_900"]


def test_old_posts_are_left_alone(source, meta):
    old = (datetime.now(UTC) - timedelta(days=40)).isoformat()
    meta.publish(post(1, created_time=old), comment(2))
    meta.publish(post(5))
    assert ids(read(source)[1]) == [f"{PAGE}_5"]
    assert len(ids(read(replace(source, days=60))[1])) == 3


def test_comments_that_vanish_are_deleted(source, meta):
    meta.publish(post(1), *(comment(n) for n in range(2, 6)))
    *_, cursor = read(source)
    meta.publish(post(1), comment(2), comment(4))
    _, made, cursor = read(source, cursor)
    assert gone(made) == [f"{FIRST}:1_3", f"{FIRST}:1_5"]
    assert next(one for one in made if one.deleted).published_at == START + timedelta(minutes=3)
    assert gone(read(source, cursor)[1]) == []


def test_a_post_that_vanishes_is_deleted_with_its_comments(source, meta):
    for n in (1, 10, 20):
        meta.publish(post(n), comment(n + 1))
    *_, cursor = read(source)
    del meta.posts[f"{PAGE}_10"]
    _, made, cursor = read(source, cursor)
    assert gone(made) == [f"{PAGE}_10", f"{PAGE}_10:1_11"]
    assert list(cursor["posts"]) == [f"{PAGE}_20", FIRST]
    assert len(cursor["known"]) == 2


def test_an_empty_list_deletes_nothing_and_what_grows_old_is_only_forgotten(source, meta):
    meta.publish(post(1), comment(2))
    meta.publish(post(2_000), comment(3))
    *_, cursor = read(source)
    kept = dict(meta.posts)
    meta.posts.clear()
    assert read(source, cursor)[1] == []
    meta.posts.update({f"{PAGE}_2000": kept[f"{PAGE}_2000"]})
    _, made, after = read(source, cursor)
    assert (made, list(after["posts"]), list(after["known"])) == ([], [f"{PAGE}_2000"], [f"{PAGE}_2000:1_3"])


def test_hidden_comments_are_set_aside_and_deleted_where_they_were_taken(source, meta):
    meta.publish(post(1), comment(2), comment(3, is_hidden=True))
    _, made, cursor = read(source)
    assert [one.reason for one in made if isinstance(one, Rejected)] == ["hidden"]
    meta.publish(post(1, updated_time=at(800)), comment(2, is_hidden=True), comment(3, is_hidden=True))
    _, made, cursor = read(source, cursor)
    assert gone(made) == [f"{FIRST}:1_2"]
    assert cursor["known"] == {}


def test_a_reading_that_stops_anywhere_loses_nothing(source, meta):
    meta.largest = 2
    for n in range(1, 4):
        meta.publish(post(n), *(comment(100 * n + k) for k in range(5)))
    pages, made, _ = read(source)
    whole = ids(made)
    assert len(whole) == 18
    for number, page in enumerate(pages):
        _, rest, _ = read(source, json.loads(json.dumps(page.cursor)))
        before = [source.to_post(raw) for one in pages[: number + 1] for raw in one.raws]
        assert sorted({*ids(before), *ids(rest)}) == whole


def test_a_long_reading_stops_and_the_longest_unread_comes_first(source, meta, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_ANSWERS", 3)
    for n in range(1, 5):
        meta.publish(post(n), comment(10 + n))
    seen, cursor = set(), {}
    for reading in range(4):
        pages, made, cursor = read(source, cursor)
        seen |= set(ids(made))
        assert not any(page.covers for page in pages)
        meta.publish(post(4, updated_time=at(900 + reading)), comment(14))
    assert len(seen) == 8


def test_a_post_with_too_many_comments_is_cut_and_not_vouched_for(source, meta, monkeypatch):
    monkeypatch.setattr(api_module, "MOST_ANSWERS", 3)
    meta.largest = 2
    meta.publish(post(1), *(comment(n) for n in range(2, 20)))
    _, made, cursor = read(source)
    assert len(ids(made)) == 7
    assert "read" not in cursor


def test_what_lies_beyond_a_cut_is_not_taken_for_vanished(source, meta, monkeypatch):
    meta.largest = 2
    meta.publish(post(1), *(comment(n) for n in range(2, 12)))
    *_, cursor = read(source)
    monkeypatch.setattr(api_module, "MOST_ANSWERS", 3)
    meta.publish(post(1, updated_time=at(900)), *(comment(n) for n in range(2, 12)))
    assert gone(read(source, cursor)[1]) == []


def test_a_whole_reading_vouches_for_the_time_since_the_last(source, meta):
    meta.publish(post(1), comment(2))
    pages, _, cursor = read(source)
    assert not any(page.covers for page in pages)
    since = datetime.fromisoformat(cursor["read"])
    pages, _, cursor = read(source, cursor)
    assert [page.covers for page in pages if page.covers] == [pages[-1].covers]
    assert pages[-1].covers.start == since
    assert pages[-1].covers.end.isoformat() == cursor["read"]


def test_a_list_that_goes_in_a_circle_ends(source, meta, site):
    told = {"data": [post(1)], "paging": {"cursors": {"after": "a"}, "next": "http://x"}}
    meta[f"{PAGE}/published_posts"] = say(200, json.dumps(told).encode())
    meta.under[FIRST] = []
    read(source)
    assert len(site.asked) < 10


def test_memory_is_bounded(source, meta, monkeypatch):
    monkeypatch.setattr(memory, "MOST_KNOWN", 5)
    meta.publish(post(1), *(comment(n) for n in range(2, 40)))
    *_, cursor = read(source)
    assert list(cursor["known"]) == [f"{FIRST}:1_{n}" for n in range(35, 40)]
    assert gone(read(source, cursor)[1]) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X_App_Usage": '{"call_count":91,"total_time":5,"total_cputime":5}'},
        {"X_Business_Use_Case_Usage": '{"1":[{"type":"pages","call_count":3,"total_time":3,"total_cputime":95}]}'},
    ],
)
def test_nothing_more_is_asked_when_metas_limit_is_nearly_used_up(source, site, meta, headers):
    meta.headers = headers
    meta.publish(post(1))
    pages = source.fetch({})
    cursor = next(pages).cursor
    with pytest.raises(AskedToWait, match="nearly used up"):
        next(pages)
    assert len(site.asked) == 1
    wait = datetime.fromisoformat(cursor["not_before"]) - datetime.now(UTC)
    assert timedelta(minutes=29) < wait <= timedelta(minutes=30)
    with pytest.raises(AskedToWait):
        next(source.fetch(cursor))
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        ('{"1":[{"call_count":100,"estimated_time_to_regain_access":120}]}', 120),
        ('{"1":[{"call_count":100,"estimated_time_to_regain_access":99999}]}', 24 * 60),
        ('{"1":[{"call_count":89}], "2": 7, "3": [8, null]}', 0),
        ("[1]", 0),
        ("[" * 100_000, 0),
        ('{"1":[{"call_count":"x"}]}', 0),
    ],
)
def test_the_time_that_meta_names_is_kept_to(given, minutes):
    until = api_module.rest({"x-business-use-case-usage": given})
    left = (until - datetime.now(UTC)) / timedelta(minutes=1) if until else 0
    assert minutes - 1 < left <= minutes or left == minutes == 0


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001])
@pytest.mark.parametrize("status", [400, 403])
def test_a_used_up_limit_is_waited_for(source, meta, code, status):
    meta["me"] = fault(code, status=status)
    pages = source.fetch({})
    assert next(pages).cursor["not_before"]
    with pytest.raises(AskedToWait):
        next(pages)


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        (fault(190, 463, 401), SourceRefused, "no longer valid"),
        (fault(102), SourceRefused, "no longer valid"),
        (fault(10, status=403), SourceRefused, "may not read"),
        (fault(200, status=403), SourceRefused, "may not read"),
        (fault(100, 33), SourceUnreachable, "knows no such"),
        (fault(100), SourceUnreachable, "HTTP 400"),
        (fault(2, status=500), SourceUnreachable, "HTTP 500"),
        (say(200, b"<html>"), FormatChanged, "not JSON"),
        (say(200, b'{"data":7}'), FormatChanged, "lacks its list"),
        (say(200, b"[]"), FormatChanged, "lacks its list"),
    ],
)
def test_other_answers_are_errors(source, meta, told, error, words):
    meta[f"{PAGE}/published_posts"] = told
    with pytest.raises(error, match=words):
        read(source)


def test_without_a_token_nothing_is_asked(source, site, monkeypatch):
    monkeypatch.delenv("CIVICBEAT_KEY_GRAPH")
    with pytest.raises(SettingError):
        read(source)
    assert site.asked == []


def test_what_became_of_posts_and_comments_is_told_as_it_was_read(source, site, meta):
    meta.publish(post(1), *(comment(n) for n in range(2, 9)), comment(9, parent={"id": "1_2"}))
    _, made, _ = read(source)
    before = {one.native_id: one for one in made}
    meta.publish(
        post(1),
        comment(2, "Đã sửa"),
        *(comment(n) for n in (4, 6, 7)),
        comment(8, is_hidden=True),
        comment(9, parent={"id": "1_2"}),
    )
    _, made, _ = read(source, pages=list(source.recheck([*before, f"{PAGE}_77"])))
    assert gone(made) == [f"{FIRST}:1_3", f"{FIRST}:1_5", f"{FIRST}:1_8", f"{PAGE}_77"]
    assert ids(made) == sorted([FIRST, *(f"{FIRST}:1_{n}" for n in (2, 4, 6, 7, 9))])
    for one in made:
        if one.native_id in (f"{FIRST}:1_9", f"{FIRST}:1_4"):
            assert replace(one, collected_at=before[one.native_id].collected_at) == before[one.native_id]
    assert isinstance(source, Rechecks)


def test_what_became_of_instagram_comments(instagram, meta):
    replies = [answer(n, parent_id="52") for n in (10, 11)]
    meta.publish(media(1), answer(2, replies=replies), answer(3))
    _, made, _ = read(instagram)
    before = {one.native_id: one for one in made}
    meta.under["91"].pop()
    _, made, _ = read(instagram, pages=list(instagram.recheck(list(before))))
    assert gone(made) == ["91:53"]
    one = next(one for one in made if one.native_id == "91:510")
    assert replace(one, collected_at=before["91:510"].collected_at) == before["91:510"]


def test_many_are_asked_for_at_once(source, site, meta, monkeypatch):
    meta.publish(post(1), *(comment(n) for n in range(1_000, 1_120)))
    asked = [f"{FIRST}:1_{n}" for n in range(1_000, 1_120)]
    assert len(ids(read(source, pages=list(source.recheck(asked)))[1])) == 120
    assert len(site.asked) == 5
    monkeypatch.setattr(source_module, "MOST_ASKED", 60)
    assert sum(len(page.raws) for page in source.recheck(asked)) == 60


@pytest.mark.parametrize("told", [fault(10, status=403), fault(190), fault(4), say(500), fault(100)])
def test_a_token_that_lost_a_permission_deletes_nothing(source, meta, told):
    meta.publish(post(1), comment(2))
    meta[f"{PAGE}/published_posts"] = told
    with pytest.raises(SourceError):
        list(source.recheck([f"{FIRST}:1_3"]))


@pytest.mark.parametrize("told", [fault(100), say(200, b"{}"), say(200, b'{"1_3":7}')])
def test_what_cannot_be_judged_is_left_out(source, meta, told):
    meta.publish(post(1), comment(2))
    meta[""] = told
    assert [page.raws for page in source.recheck([f"{FIRST}:1_3", f"{FIRST}:1_2"])] == [()]


def test_nothing_to_ask_for_is_no_fault(source):
    assert list(source.recheck([])) == []


@pytest.mark.parametrize(
    "cursor", [{"posts": 7, "known": 7}, {"posts": {"1": 7}, "known": {"1": 7}}, {"posts": {FIRST: ["", "x", ""]}}]
)
def test_a_memory_of_another_form_is_no_fault(source, meta, cursor):
    meta.publish(post(1))
    assert ids(read(source, cursor)[1]) == [FIRST]


scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.just("\ud800"), st.just("0001-01-01T00:00:00+14:00")
)
anything = st.one_of(scalar, st.lists(scalar, max_size=2), st.dictionaries(st.text(max_size=4), scalar, max_size=2))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*comment(1), *media(1), "of", "own", "gone", "stored", "read_at", "parent"]), anything)
def test_no_answer_breaks_the_mapping(name, value):
    for one in (comment(1), media(1)):
        made = {"read_at": datetime.now(UTC).isoformat(), "of": "1", **one, name: value}
        checks.check_total(GraphSource(PAGE, "graph.a"), made)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [({"message": " "}, "no-text"), ({"created_time": "gestern"}, "no-date"), ({"id": ""}, "no-id")],
)
def test_comments_that_cannot_be_posts(source, parts, reason):
    assert source.to_post({"read_at": at(9_000), **comment(1), **parts}).reason == reason


@pytest.mark.parametrize(
    "parts", [{"page": "thanhphomau"}, {"network": "x"}, {"days": 0}, {"days": 400}, {"name": "A"}]
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        GraphSource(**{"page": PAGE, "name": "graph.a", **parts})
