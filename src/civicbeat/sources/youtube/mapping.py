"""Mapping of a YouTube comment to a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import count, moment, native_id, unfit, value, word
from civicbeat.sources.rechecks import gone_post

WANTED = ("textDisplay", "authorChannelId", "authorDisplayName", "parentId", "likeCount", "publishedAt")
KNOWN = frozenset(
    (
        *(*WANTED, "updatedAt", "textOriginal", "authorChannelUrl", "authorProfileImageUrl", "channelId", "videoId"),
        *("canRate", "viewerRating", "moderationStatus"),
    )
)
"""All that the API documents of a comment's snippet."""


def raw_of(comment: Mapping[str, Any], video: str, now: datetime, where: str) -> Raw:
    """What is taken of a comment under ``video``.

    The id names the video too: asked for again by its id, a comment does not tell under which video it stands.
    """
    taken = {name: value(comment, f"snippet.{name}") for name in WANTED}
    native = f"{video}/{native_id(comment, 'id')}" if native_id(comment, "id") else ""
    return {**taken, "id": native, "read_at": now.isoformat(), "where": where}


def post_of(raw: Raw, source: str) -> Post | Rejected:
    """The post in what ``raw_of`` took. Never raises on any mapping."""
    if raw.get("deleted") is True:
        return gone_post(raw, source, "youtube")
    native, text = native_id(raw, "id"), word(raw, "textDisplay")
    published, read_at = moment(raw, "publishedAt"), moment(raw, "read_at")
    if refused := unfit(word(raw, "where")[:200] or "a comment", native, text, published, read_at):
        return refused
    assert published is not None  # noqa: S101  # a comment without a date is unfit
    assert read_at is not None  # noqa: S101  # nor is one that was not read fit
    video, _, comment = native.partition("/")
    thread = native_id(raw, "parentId")
    return Post(
        source=source,
        platform="youtube",
        native_id=native,
        text=text,
        published_at=published,
        collected_at=read_at,
        author=word(raw, "authorChannelId.value") or word(raw, "authorDisplayName"),
        url=f"https://www.youtube.com/watch?v={quote(video, safe='')}&lc={quote(comment, safe='')}" if video else "",
        kind="comment",
        parent=f"{video}/{thread}" if thread else "",
        thread=f"{video}/{thread}" if thread else "",
        likes=count(raw, "likeCount"),
    )
