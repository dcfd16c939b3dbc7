"""The stream: nothing is lost or doubled over cuts and restarts, deletions follow, hosts that misbehave are bounded."""

import json
import random
import socket
import ssl
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.sources.bluesky.server import SECOND, START, account, commit, did, key, post

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources import again as again_module
from civicbeat.sources.bluesky import BlueskySource, sieve, wire
from civicbeat.sources.web import AskedToWait, Web


def uri(number, by=0):
    return f"at://{did(by)}/app.bsky.feed.post/{key(number)}"


def standing(made):
    """What a store would hold: id → text, the last word counting."""
    held = {}
    for each in made:
        if isinstance(each, Post):
            held[each.native_id] = None if each.deleted else each.text
    return {native_id: text for native_id, text in held.items() if text is not None}


def test_what_says_the_words_is_kept(jetstream, source, read):
    jetstream.events = [
        post(1),
        post(2, "Trời đẹp"),
        post(3, "KET XE quá", langs=["en-US", "vi"]),
        post(5, text=7),
        commit("create", 6, START, record="text"),
        commit("create", 7, START, collection="app.bsky.feed.like", record={"text": "ngập nước"}),
    ]
    pages, made, cursor = read(source)
    assert [each.native_id for each in made] == [uri(1), uri(3)]
    assert all(each.collected_at > each.published_at for each in made)
    asked = jetstream.asked[0]
    assert (asked["wantedCollections"], asked["maxMessageSizeBytes"]) == ("app.bsky.feed.post", "1048576")
    assert cursor["time_us"] == START + 5 * SECOND // 10 == cursor["upto"]
    assert not any(page.unknown for page in pages)


def test_a_hashtag_beside_the_text_counts(jetstream, source, read):
    jetstream.events = [post(1, "Xem ảnh", tags=["ngậpnước"]), post(2, "Xem ảnh", tags=["nước"])]
    assert [each.native_id for each in read(source)[1]] == [uri(1)]


def test_languages_are_those_the_author_declares(jetstream, source, read):
    jetstream.events = [post(1, langs=["vi-VN"]), post(2, langs=["en"]), post(3, langs=None), post(4, langs="vi")]
    assert [each.native_id for each in read(replace(source, languages=["VI"]))[1]] == [uri(1)]


def test_fields_nobody_documented_are_counted(jetstream, source, read):
    jetstream.events = [post(1, via="Ứng dụng"), post(2, via="x"), post(3, "Trời đẹp", other=1)]
    pages, *_ = read(source)
    assert [page.unknown for page in pages if page.unknown] == [{"via": 2}]


def test_deletions_and_edits_follow_only_what_was_kept(jetstream, source, read):
    at = START + 60 * SECOND
    jetstream.events = [post(n) for n in range(1, 5)]
    jetstream.events += [post(9, "Trời đẹp"), commit("delete", 9, at), commit("delete", 1, at, by=7)]
    jetstream.events += [commit("delete", 1, at)]
    jetstream.events += [commit("update", 2, at, record={"text": "Hết kẹt xe", "createdAt": "2026-01-01T00:00:00Z"})]
    jetstream.events += [commit("update", 3, at, record={"text": "Xin lỗi, nhầm"})]
    jetstream.events += [commit("update", 8, at, record={"text": "Xin lỗi, nhầm"})]
    _, made, cursor = read(source)
    assert standing(made) == {uri(2): "Hết kẹt xe", uri(4): "Hẻm ngập nước"}
    assert [each.native_id for each in made if each.deleted] == [uri(1), uri(3)]
    jetstream.events += [commit("delete", 4, at + SECOND), commit("delete", 4, at + SECOND)]
    _, made, _ = read(source, cursor)
    assert [(each.native_id, each.deleted) for each in made if each.deleted][-1:] == [(uri(4), True)]
    assert uri(4) not in standing(made)


@pytest.mark.parametrize(("status", "gone"), [("deleted", 2), ("takendown", 2), ("deactivated", 2), ("suspended", 0)])
def test_an_account_that_leaves_takes_its_posts_along(jetstream, source, status, gone, read):
    jetstream.events = [post(1), post(2, by=1), post(3), account(0, START + 60 * SECOND, status)]
    jetstream.events += [account(1, START + 60 * SECOND, status, active=True)]
    _, made, cursor = read(source)
    assert [each.native_id for each in made if each.deleted] == [uri(1), uri(3)][:gone]
    assert did(0) not in json.dumps(cursor)


def test_a_refused_edit_is_gone_and_counted(jetstream, source, read):
    labels = {"values": [{"val": "!no-unauthenticated"}]}
    jetstream.events = [post(1), commit("update", 1, START + 60 * SECOND, record={"text": "kẹt xe", "labels": labels})]
    jetstream.events += [post(2, labels=labels), commit("delete", 2, START + 60 * SECOND)]
    _, made, _ = read(source)
    assert [each.reason if not isinstance(each, Post) else each.deleted for each in made] == [
        False,
        "not-for-everybody",
        True,
        "not-for-everybody",
    ]


def _streamed(source, planted, random_, cursor, restart):
    """What comes until all is there: posts, how often lines were opened anew from a kept cursor."""
    made, restarts, found = [], 0, 0
    while True:
        with closing(source.fetch(cursor)) as pages:
            for page in pages:
                made += [source.to_post(raw) for raw in page.raws]
                cursor = json.loads(json.dumps(dict(page.cursor)))
                assert len(json.dumps(cursor)) < 200_000
                found += len(page.raws)
                if cursor["time_us"] >= planted:
                    return made, restarts
                if restart and random_.random() < 0.3:
                    restarts += 1
                    break


@pytest.mark.parametrize("restart", [False, True])
def test_nothing_is_lost_or_doubled_over_fifty_cuts(jetstream, source, monkeypatch, restart):
    monkeypatch.setattr(sieve, "MOST_ITEMS", 40)
    random_ = random.Random(50)
    for number in range(3_000):
        said = "Hẻm ngập nước" if number % 3 else "Trời đẹp"
        jetstream.events.append(post(number, f"{said} {number}", by=number % 50))
        if number % 50 == 49:
            when = START + number * SECOND // 10
            jetstream.events.append(commit("delete", number - 20, when, by=(number - 20) % 50))
            jetstream.events += [
                b"{",
                b"null",
                {"kind": "comet", "time_us": when},
                {"kind": "identity", "time_us": when},
            ]
    jetstream.cuts = [random_.randint(60, 140) for _ in range(50)]
    planted = {uri(n, n % 50): f"Hẻm ngập nước {n}" for n in range(3_000) if n % 3 and n % 50 != 29}
    made, restarts = _streamed(replace(source, listen_for=30), START + 2_999 * SECOND // 10, random_, {}, restart)
    assert jetstream.cuts == []
    assert standing(made) == planted
    repeats = len([each for each in made if not each.deleted]) - 2_000
    assert repeats <= 51 + restarts  # only what was deleted just before a cut comes again
    assert not restart or restarts > 5


def test_a_line_is_wound_back_a_few_seconds_and_no_further(jetstream, source, read):
    jetstream.events = [post(n) for n in range(100)]
    jetstream.cuts = [90]
    read(source)
    assert int(jetstream.asked[1]["cursor"]) == START + 89 * SECOND // 10 - sieve.REWIND


def test_pages_come_though_nothing_is_said_and_cover_what_the_stream_vouches_for(jetstream, source, read):
    jetstream.events = [post(10), post(20, "Trời đẹp")]
    pages, _, cursor = read(source)
    assert len(pages) > 1
    covers = [page.covers for page in pages if page.covers]
    assert covers[0].start == datetime.fromtimestamp(0, UTC) + timedelta(microseconds=START + SECOND)
    assert covers[-1].end == datetime.fromtimestamp(0, UTC) + timedelta(microseconds=START + 2 * SECOND)
    jetstream.events = []
    pages, made, after = read(source, cursor)
    assert (made, [page.covers for page in pages if page.covers]) == ([], [])
    assert (after["time_us"], after["upto"]) == (cursor["time_us"], cursor["upto"])


def test_what_may_have_been_left_out_is_not_vouched_for(jetstream, source, read):
    old = START - 3 * 24 * 3_600 * SECOND
    jetstream.events = [post(1), post(2)]
    pages, *_ = read(source, {"time_us": old, "upto": old, "kept": ""})
    (covers,) = [page.covers for page in pages if page.covers]
    assert covers.start == datetime.fromtimestamp(0, UTC) + timedelta(microseconds=START + SECOND // 10)


def test_our_own_clock_does_not_say_where_the_stream_stands(jetstream, source, read):
    jetstream.events = [post(1)]
    *_, cursor = read(replace(source, hours=0), {"time_us": "x", "kept": 7})
    assert cursor["upto"] == 0
    assert abs(cursor["time_us"] - time.time_ns() // 1_000) < 10 * SECOND
    *_, cursor = read(source, {**cursor, "time_us": START + SECOND, "upto": 0})
    assert cursor["time_us"] == cursor["upto"] == START + SECOND // 10


def test_garbage_is_set_aside_and_only_garbage_is_no_jetstream(jetstream, source, read):
    future = {"time_us": time.time_ns() // 1_000 + 10 * 3_600 * SECOND, "kind": "commit"}
    jetstream.events = [b"\xff\xfe", b"[" * 5_000, future, {"kind": "commit"}, post(1)]
    pages, made, cursor = read(source)
    assert [each.native_id for each in made] == [uri(1)]
    assert {item.reason for page in pages for item in page.rejected} == {"not-an-event"}
    assert cursor["time_us"] == START + SECOND // 10
    jetstream.events = [{"events": [{"secret": "riêng tư"}]}] * 30
    with pytest.raises(FormatChanged) as raised:
        read(source)
    assert raised.value.sample == {"events": [{"secret": "text 8"}]}


def test_what_is_huge_is_left_out_or_passed_over_and_boundless_is_an_error(jetstream, source, read):
    huge = post(1, "ngập nước " * 200_000)
    jetstream.events = [post(0), huge, post(2)]
    assert [each.native_id for each in read(source)[1]] == [uri(0), uri(2)]
    jetstream.honest = False
    pages, made, _ = read(source)
    assert [each.native_id for each in made] == [uri(0), uri(2)]
    assert [item.reason for page in pages for item in page.rejected] == ["too-large"]
    jetstream.events = [post(0), b"x" * (5 * 2**20)]
    with pytest.raises(FormatChanged, match="without bounds"):
        read(source)


def test_a_silent_line_is_opened_anew(jetstream, source, monkeypatch, read):
    monkeypatch.setattr(wire, "SILENCE", 0.05)
    jetstream.events = [post(1)]
    made = [source.to_post(raw) for page in replace(source, listen_for=0.4).fetch({}) for raw in page.raws]
    assert len(jetstream.asked) > 2
    assert [each.native_id for each in made] == [uri(1)]


def test_stopping_is_prompt(jetstream, source):
    jetstream.events = [post(n) for n in range(2_000)]
    pages = replace(source, listen_for=60).fetch({})
    next(pages)
    began = time.monotonic()
    pages.close()
    assert time.monotonic() - began < 2


def test_a_host_that_is_not_there_is_tried_some_times(source, monkeypatch, read):
    waited = []
    monkeypatch.setattr(again_module.time, "sleep", waited.append)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SourceUnreachable):
            read(replace(source, server=server, listen_for=1.2, web=replace(source.web, pause=0.05)))
    assert len(waited) >= 4


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        ((403, {}), SourceRefused),
        ((404, {}), SourceUnreachable),
        ((503, {}), SourceUnreachable),
        ((200, {}), FormatChanged),
        ((302, {"Location": "http://10.0.0.1/"}), SourceUnreachable),
    ],
)
def test_other_answers_are_errors(jetstream, source, refusal, error, read):
    jetstream.refusal = refusal
    with pytest.raises(error):
        read(source)
    assert len(jetstream.asked) == (again_module.MOST_TRIES if error is SourceUnreachable else 1)


def test_a_wish_to_wait_outlives_the_process(jetstream, source):
    jetstream.refusal = (429, {"Retry-After": "600"})
    pages = source.fetch({"time_us": START})
    cursor = next(pages).cursor
    with pytest.raises(AskedToWait):
        next(pages)
    with pytest.raises(AskedToWait):
        next(source.fetch(cursor))
    assert (cursor["time_us"], len(jetstream.asked)) == (START, 1)


def test_private_networks_are_refused(source, read):
    with pytest.raises(SourceRefused):
        read(replace(source, server="http://10.1.2.3", web=Web(allow_loopback=True)))
    with pytest.raises(SourceRefused, match="private"):
        read(BlueskySource("bluesky.city", ["kẹt xe"], server="https://localhost"))


def test_a_certificate_nobody_signed_is_no_server(source, tmp_path, read):
    trustme = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with socket.create_server(("127.0.0.1", 0)) as plain:
        server = f"https://127.0.0.1:{plain.getsockname()[1]}"
        threading.Thread(target=_shake_hands, args=(trustme, plain), daemon=True).start()
        with pytest.raises(SourceUnreachable):
            read(replace(source, server=server))


def _shake_hands(context, plain):
    for _ in range(again_module.MOST_TRIES):
        connection, _ = plain.accept()
        with pytest.raises(OSError), connection:
            context.wrap_socket(connection, server_side=True)


@pytest.mark.parametrize(
    "parts",
    [
        {"name": "A b"},
        {"words": []},
        {"words": ["a"]},
        {"words": ["kẹt xe", " - "]},
        {"words": ["kẹt xe"] * 1_001},
        {"languages": ["Vietnamese"]},
        {"hours": 37},
        {"hours": -1},
        {"server": "http://jetstream.example"},
        {"server": "wss://jetstream.example"},
        {"server": "https://jetstream.example/subscribe"},
    ],
)
def test_settings_are_checked(parts):
    with pytest.raises(SettingError):
        BlueskySource(**{"name": "bluesky.city", "words": ["kẹt xe"], **parts})
