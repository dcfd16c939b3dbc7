"""Mapping of a post of X to a post."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import count, items, moment, native_id, unfit, value, word
from civicbeat.sources.rechecks import gone_post

FIELDS = (
    *("created_at", "lang", "public_metrics", "conversation_id", "referenced_tweets", "author_id"),
    *("in_reply_to_user_id", "edit_history_tweet_ids", "note_tweet"),
)
"""Asked for besides ``id`` and ``text``; ``note_tweet`` holds the whole of a long text."""
KNOWN = frozenset((*FIELDS, "id", "text"))

_EPOCH = 1_288_834_974_657
"""Milliseconds since 1970 at which X's ids begin (docs.x.com, *X IDs*)."""
_NO_LANGUAGE = ("und", "zxx", "art")


def first_id(told: Mapping[str, Any]) -> str:
    """The id of a post as it was first published: an edit has a new one, and tells of those before it."""
    history = value(told, "edit_history_tweet_ids")
    return native_id({"id": history[0]}, "id") if isinstance(history, list) and history else native_id(told, "id")


def raw_of(told: Mapping[str, Any], now: datetime, where: str) -> Raw:
    """What is taken of a post: all that was asked for. ``latest`` is the id of its newest edit."""
    taken = {name: told.get(name) for name in (*FIELDS, "text")}
    return {
        **taken,
        "id": first_id(told),
        "latest": native_id(told, "id"),
        "read_at": now.isoformat(),
        "where": where,
    }


def post_of(raw: Raw, source: str) -> Post | Rejected:
    """The post in what ``raw_of`` took. Never raises on any mapping."""
    if raw.get("deleted") is True:
        return gone_post(raw, source, "x")
    native, where = native_id(raw, "id"), word(raw, "where")[:200] or "a post"
    refers = {word(one, "type"): native_id(one, "id") for one in items(raw, "referenced_tweets")}
    if "retweeted" in refers:
        return Rejected(where, "only-repeats", "It only repeats another post.")
    text = html.unescape(word(raw, "note_tweet.text") or word(raw, "text"))
    published, read_at = _published(raw, native), moment(raw, "read_at")
    if refused := unfit(where, native, text.strip(), published, read_at):
        return refused
    assert published is not None  # noqa: S101  # a post without a date is unfit
    assert read_at is not None  # noqa: S101  # nor is one that was not read fit
    thread, language = native_id(raw, "conversation_id"), word(raw, "lang")
    return Post(
        source=source,
        platform="x",
        native_id=native,
        text=text.strip(),
        published_at=published,
        collected_at=read_at,
        author=native_id(raw, "author_id"),
        url=f"https://x.com/i/web/status/{native}" if native.isdecimal() else "",
        kind="comment" if "replied_to" in refers else "post",
        parent=refers.get("replied_to", ""),
        thread="" if thread == native else thread,
        language="" if language in _NO_LANGUAGE or language.startswith("q") else language,
        likes=count(raw, "public_metrics.like_count"),
        replies=count(raw, "public_metrics.reply_count"),
        shares=_shares(raw),
        reach=count(raw, "public_metrics.impression_count"),
    )


def _published(raw: Raw, native: str) -> datetime | None:
    """When the post was first published: of an edit, which is dated when it was edited, the first id tells."""
    if native == native_id(raw, "latest") or not native.isascii() or not native.isdecimal():
        return moment(raw, "created_at")
    first = moment({"at": ((int(native) >> 22) + _EPOCH) // 1_000}, "at")
    return first or moment(raw, "created_at")


def _shares(raw: Raw) -> int | None:
    counts = [count(raw, f"public_metrics.{name}") for name in ("retweet_count", "quote_count")]
    known = [number for number in counts if number is not None]
    return sum(known) if known else None
