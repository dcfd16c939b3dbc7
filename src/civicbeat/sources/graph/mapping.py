"""Mapping of a page's posts and their comments on Facebook and Instagram to posts."""

from __future__ import annotations

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import count, link, moment, native_id, unfit, word

_MEDIA = {"IMAGE": ("image",), "VIDEO": ("video",), "CAROUSEL_ALBUM": ("image",)}


def post_of(raw: Raw, source: str, network: str) -> Post | Rejected:
    """The post in one item. Never raises on any mapping.

    Filled in by then: ``read_at`` and ``where``; ``of``, the post a comment stands under; ``own``, the name under which
    the institution itself speaks; ``gone``; and ``stored``, whether an earlier reading took it.
    """
    where, native, read_at = word(raw, "where")[:200] or "an item", id_of(raw), moment(raw, "read_at")
    published = moment(raw, "created_time") or moment(raw, "timestamp")
    away = raw.get("gone") is True or (is_hidden(raw) and raw.get("stored") is True)
    if native and read_at and away:
        return Post(source, network, native, "", published or read_at, read_at, deleted=True)
    if is_hidden(raw):
        return Rejected(where, "hidden", "The comment is hidden from the public.")
    text = word(raw, "message") or word(raw, "text") or word(raw, "caption")
    refused = unfit(where, native, text, published, read_at)
    if refused or published is None or read_at is None:
        return refused or Rejected(where, "no-date", "The item has no date that can be believed.")
    post, own = native_id(raw, "of"), word(raw, "own")
    answered = word(raw, "parent.id") or word(raw, "parent_id")
    return Post(
        source=source,
        platform=network,
        native_id=native,
        text=text,
        published_at=published,
        collected_at=read_at,
        author="" if own else word(raw, "username") or native_id(raw, "from.id"),
        institution=own,
        url=link(raw, "permalink_url") or link(raw, "permalink"),
        kind="comment" if post else "post",
        parent=f"{post}:{answered}" if post and answered else post,
        thread=post,
        likes=_first(raw, "like_count", "reactions.summary.total_count"),
        replies=_first(raw, "comment_count", "comments_count", "comments.summary.total_count"),
        shares=count(raw, "shares.count"),
        media=_MEDIA.get(word(raw, "media_type"), ()),
    )


def id_of(raw: Raw) -> str:
    """A post's id; of a comment the ids of its post and its own, so that it can be asked for again in its place."""
    post, own = native_id(raw, "of"), native_id(raw, "id")
    return f"{post}:{own}" if post and own else own


def is_hidden(raw: Raw) -> bool:
    """Whether the public does not see a comment: the institution or Meta's filter hides it."""
    return raw.get("is_hidden") is True or raw.get("hidden") is True


def _first(raw: Raw, *paths: str) -> int | None:
    return next((found for path in paths if (found := count(raw, path)) is not None), None)
