"""Mapping of a Reddit post or comment to a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import count, moment, native_id, unfit, value, word
from civicbeat.sources.rechecks import gone_post

WANTED = (
    *("title", "selftext", "body", "author", "permalink", "parent_id", "link_id", "link_flair_text", "score"),
    *("num_comments", "created_utc", "removed_by_category"),
)
TAKEN_AWAY = ("[deleted]", "[removed]")
"""What stands for a text that its author or a moderator took away, and for an author who left."""


def raw_of(thing: Mapping[str, Any], now: datetime, where: str) -> Raw:
    """What is taken of a thing of a listing; its id is its fullname, as ``t3_abc``."""
    taken = {name: value(thing, f"data.{name}") for name in WANTED}
    return {**taken, "id": native_id(thing, "data.name"), "read_at": now.isoformat(), "where": where}


def post_of(raw: Raw, source: str) -> Post | Rejected:
    """The post in what ``raw_of`` took. Never raises on any mapping."""
    if raw.get("deleted") is True or _taken_away(raw):
        return gone_post(raw, source, "reddit")
    native, text = native_id(raw, "id"), "\n".join(filter(None, (word(raw, name) for name in _SAID)))
    published, read_at = moment(raw, "created_utc"), moment(raw, "read_at")
    if refused := unfit(word(raw, "where")[:200] or "an item", native, text, published, read_at):
        return refused
    assert published is not None  # noqa: S101  # an item without a date is unfit
    assert read_at is not None  # noqa: S101  # nor is one that was not read fit
    author, path, flair = word(raw, "author"), word(raw, "permalink"), word(raw, "link_flair_text")[:80]
    return Post(
        source=source,
        platform="reddit",
        native_id=native,
        text=text,
        published_at=published,
        collected_at=read_at,
        author="" if author in TAKEN_AWAY else author,
        url=f"https://www.reddit.com{path}" if path.startswith("/r/") and len(path) < 1_000 else "",
        kind="comment" if native.startswith("t1_") else "post",
        parent=native_id(raw, "parent_id"),
        thread=native_id(raw, "link_id"),
        likes=count(raw, "score"),
        replies=count(raw, "num_comments"),
        tags=(flair,) if flair else (),
    )


def _taken_away(raw: Raw) -> bool:
    texts = (word(raw, "selftext"), word(raw, "body"))
    return bool(word(raw, "removed_by_category")) or any(text in TAKEN_AWAY for text in texts)


_SAID = ("title", "selftext", "body")
