"""Mapping: a record becomes a post; its date, its author's wish and its shape are looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.bluesky.server import START, did, key, post

from civicbeat.records.post import Post
from civicbeat.sources import checks
from civicbeat.sources.bluesky import BlueskySource
from civicbeat.sources.bluesky.mapping import taken
from civicbeat.sources.contract import Rejected

SOURCE = BlueskySource("bluesky.city", ["ngập nước"])
SEEN = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=START)


def raw(**record):
    said = post(0, **record)["commit"]["record"]
    return {**taken(did(0), key(0), said, START), "read_at": datetime.now(UTC).isoformat(), "where": "event 1"}


def test_a_record_becomes_a_post():
    parent, root = f"at://{did(1)}/app.bsky.feed.post/{key(1)}", f"at://{did(2)}/app.bsky.feed.post/{key(2)}"
    embed = {"$type": "app.bsky.embed.recordWithMedia", "media": {"$type": "app.bsky.embed.images", "images": []}}
    made = SOURCE.to_post(
        raw(
            text=" Hẻm ngập\nnước ", reply={"parent": {"uri": parent}, "root": {"uri": root}}, embed=embed, tags=["mưa"]
        )
    )
    assert (made.source, made.platform, made.kind) == ("bluesky.city", "bluesky", "comment")
    assert made.native_id == f"at://{did(0)}/app.bsky.feed.post/{key(0)}"
    assert (made.text, made.author, made.language) == ("Hẻm ngập\nnước", did(0), "vi")
    assert (made.parent, made.thread, made.media, made.tags) == (parent, root, ("image",), ("mưa",))
    assert made.url == f"https://bsky.app/profile/{did(0)}/post/{key(0)}"
    assert timedelta(0) < SEEN - made.published_at < timedelta(seconds=3)
    assert (made.likes, made.replies, made.shares, made.deleted) == (None, None, None, False)


def test_a_video_and_an_own_post():
    made = SOURCE.to_post(raw(embed={"$type": "app.bsky.embed.video"}))
    assert (made.kind, made.media, made.parent) == ("post", ("video",), "")


@pytest.mark.parametrize("created", ["2099-01-01T00:00:00Z", "", "hôm qua", "2026-01-01T00:00:00", 7, None])
def test_a_date_that_cannot_be_is_replaced_by_the_streams(created):
    assert SOURCE.to_post(raw(createdAt=created)).published_at == SEEN


def test_a_late_post_keeps_its_date_and_an_import_from_before_is_set_aside():
    assert SOURCE.to_post(raw(createdAt="2023-05-01T00:00:00Z")).published_at == datetime(2023, 5, 1, tzinfo=UTC)
    assert SOURCE.to_post(raw(createdAt="2012-05-01T00:00:00Z")).reason == "no-date"


def test_who_shows_a_post_to_members_only_is_heard():
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
    made = SOURCE.to_post(raw(labels=labels))
    assert (made.reason, made.where) == ("not-for-everybody", "event 1")
    assert isinstance(SOURCE.to_post(raw(labels={"values": [{"val": "graphic-media"}]})), Post)


def test_what_is_gone_says_nothing():
    made = SOURCE.to_post({**raw(), "deleted": True})
    assert (made.deleted, made.text, made.author, made.url) == (True, "", "", "")
    assert made.published_at == SEEN


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"did": "did:plc:../x"}, "no-id"),
        ({"key": "self"}, "no-id"),
        ({"text": "\0 "}, "no-text"),
        ({"text": "a" * 100_001}, "text-too-long"),
        ({"time_us": 2**80}, "no-date"),
        ({"time_us": "x", "created": ""}, "no-date"),
        ({"read_at": ""}, "no-date"),
    ],
)
def test_what_cannot_be_a_post(parts, reason):
    assert SOURCE.to_post({**raw(), **parts}).reason == reason


scalar = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("\ud800"))
anything = st.one_of(scalar, st.lists(scalar, max_size=2), st.dictionaries(st.text(max_size=4), scalar, max_size=2))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*raw(), "deleted", "likes"]), anything, anything)
def test_no_record_breaks_the_mapping(name, value, inner):
    checks.check_total(SOURCE, {**raw(), name: value})
    for field in ("text", "createdAt", "langs", "tags", "labels", "reply", "embed"):
        for said in ({field: value}, {field: {"values": value, "root": inner, "media": inner, "$type": value}}):
            made = SOURCE.to_post({**raw(), **taken(value, inner, said, START)})
            assert isinstance(made, Post | Rejected)
