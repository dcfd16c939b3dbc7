"""Mapping of a Bluesky post's record to a post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import count, items, moment, unfit, value, word

COLLECTION = "app.bsky.feed.post"
KNOWN = frozenset(("$type", "text", "createdAt", "langs", "labels", "tags", "reply", "embed", "facets", "entities"))
"""Fields of a record that are documented (its lexicon)."""
FIRST = datetime(2022, 11, 1, tzinfo=UTC)
"""Nothing was said there earlier; whoever imports older posts into an account has said them elsewhere."""
SIGNED_IN_ONLY = "!no-unauthenticated"

_DID = re.compile(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._:%-]{1,200}")
_KEY = re.compile(r"[2-7a-z]{13}")
_MEDIA = {"images": "image", "gallery": "image", "video": "video"}


def taken(did: object, key: object, record: Any, time_us: int) -> dict[str, Any]:
    """What is taken of a record, in plain values; ``time_us`` is when the stream saw it."""
    return {
        "did": did if isinstance(did, str) else "",
        "key": key if isinstance(key, str) else "",
        "time_us": time_us,
        "text": word(record, "text"),
        "created": word(record, "createdAt"),
        "langs": _words(record, "langs"),
        "tags": _words(record, "tags"),
        "labels": [word(label, "val") for label in items(record, "labels.values")[:10]],
        "root": word(record, "reply.root.uri"),
        "parent": word(record, "reply.parent.uri"),
        "embeds": [word(record, "embed.$type"), word(record, "embed.media.$type")],
    }


def uri(did: str, key: str) -> str:
    """The address of a post in the protocol; empty where one of the two is none."""
    return f"at://{did}/{COLLECTION}/{key}" if _DID.fullmatch(did) and _KEY.fullmatch(key) else ""


def post_of(raw: Raw, source: str) -> Post | Rejected:
    """The post in what was ``taken``, with ``read_at`` and ``where`` filled in. Never raises on any mapping."""
    where = word(raw, "where")[:200] or "a post"
    native_id, text = uri(word(raw, "did"), word(raw, "key")), word(raw, "text").replace("\0", "")
    seen, read_at = _micros(raw), moment(raw, "read_at")
    gone = raw.get("deleted") is True
    published = seen if gone else published_at(raw)
    fault = unfit(where, native_id, "gone" if gone else text, published, read_at)
    if fault or published is None or read_at is None:
        return fault or Rejected(where, "no-date", "The item has no date that can be believed.")
    if gone:
        return Post(source, "bluesky", native_id, "", published, read_at, deleted=True)
    if SIGNED_IN_ONLY in _words(raw, "labels"):
        return Rejected(where, "not-for-everybody", "Its author shows it to people who are signed in only.")
    parent = word(raw, "parent")
    return Post(
        source=source,
        platform="bluesky",
        native_id=native_id,
        text=text,
        published_at=published,
        collected_at=read_at,
        author=word(raw, "did"),
        url=f"https://bsky.app/profile/{word(raw, 'did')}/post/{word(raw, 'key')}",
        kind="comment" if parent else "post",
        parent=parent,
        thread=word(raw, "root"),
        language=next(iter(_words(raw, "langs")), ""),
        likes=count(raw, "likes"),
        replies=count(raw, "replies"),
        shares=count(raw, "shares"),
        media=_media(raw),
        tags=tuple(_words(raw, "tags")),
    )


def published_at(raw: Raw) -> datetime | None:
    """When its author's program says it was written, unless that is later than it was seen; ``None`` if impossible."""
    seen = _micros(raw)
    created = moment(raw, "created") or seen
    if created is None or seen is None or created < FIRST:
        return None
    return min(created, seen)


def _micros(raw: Raw) -> datetime | None:
    at = count(raw, "time_us")
    try:
        return None if at is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    except OverflowError:
        return None


def _words(raw: Mapping[str, Any], name: str) -> list[str]:
    found = value(raw, name)
    listed = found[:10] if isinstance(found, list | tuple) else []
    return [said for each in listed if (said := word({"it": each}, "it")[:100])]


def _media(raw: Raw) -> tuple[str, ...]:
    kinds = (embed.removeprefix("app.bsky.embed.").partition("#")[0] for embed in _words(raw, "embeds"))
    return tuple(dict.fromkeys(_MEDIA[kind] for kind in kinds if kind in _MEDIA))
