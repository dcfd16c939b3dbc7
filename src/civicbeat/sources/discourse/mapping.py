"""Mapping of a Discourse post to a post."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.feeds.plaintext import plain_text
from civicbeat.sources.reading import count, items, moment, native_id, unfit, word

WANTED = (
    *("id", "created_at", "updated_at", "username", "cooked", "post_number", "topic_id", "topic_title", "category_id"),
    *("reply_count", "reads", "actions_summary", "hidden", "user_deleted", "post_type"),
)
"""All that is taken of a post: no name, no picture, no title and no rank of its author."""

REASONS = {
    "user-deleted": "Its author has deleted it.",
    "hidden": "The forum hides it, because readers or moderators objected.",
    "not-a-contribution": "The forum itself says this, or only to its moderators.",
}
"""Slug → why a post is set aside, without a word of what it says."""

_LIKE = 2
_REGULAR = 1
_OTHERS = "//aside[contains(@class, 'quote') or contains(@class, 'onebox')] | //div[@class='meta']"
"""What is quoted of others, previews of links, and names of image files."""
_IMAGES = "//img[not(contains(@class, 'emoji') or contains(@class, 'avatar'))]"


def post_of(raw: Raw, source: str, address: str) -> Post | Rejected:
    """The post in one item, with ``read_at``, ``where``, ``stored`` and ``gone`` filled in. Never raises.

    ``stored`` says that an earlier reading took it: what may no longer be kept of it is then deleted.
    """
    where = word(raw, "where")[:200] or "a post"
    native, published, read_at = native_id(raw, "id"), moment(raw, "created_at"), moment(raw, "read_at")
    reason = withdrawn(raw)
    if native and read_at and (raw.get("gone") is True or (reason and raw.get("stored") is True)):
        return Post(source, "forum", native, "", published or read_at, read_at, deleted=True)
    if reason:
        return Rejected(where, reason, REASONS[reason])
    first, topic = count(raw, "post_number") == 1, native_id(raw, "topic_id")
    said, media = _said(word(raw, "cooked"))
    text = "\n".join(filter(None, (plain_text(word(raw, "topic_title")) if first else "", said)))
    refused = unfit(where, native, said and text, published, read_at)
    if refused or published is None or read_at is None:
        return refused or Rejected(where, "no-date", "The item has no date that can be believed.")
    handle = word(raw, "username")
    return Post(
        source=source,
        platform="forum",
        native_id=native,
        text=text,
        published_at=published,
        collected_at=read_at,
        author=f"{handle}@{urlsplit(address).hostname}" if handle else "",
        url=f"{address.rstrip('/')}/t/{topic}/{native_id(raw, 'post_number')}" if topic else "",
        kind="post" if first else "comment",
        thread=f"t/{topic}" if topic else "",
        likes=_likes(raw),
        replies=count(raw, "reply_count"),
        reach=count(raw, "reads"),
        media=media,
    )


def withdrawn(raw: Raw) -> str:
    """Why a post may not be kept, a key of ``REASONS``; empty when it may."""
    if raw.get("user_deleted") is True:
        return "user-deleted"
    if raw.get("hidden") is True:
        return "hidden"
    return "not-a-contribution" if raw.get("post_type", _REGULAR) != _REGULAR else ""


def _said(cooked: str) -> tuple[str, tuple[str, ...]]:
    """What the author wrote and the kinds of media in it, without what is quoted or previewed of others.

    The markup is made well-formed first: broken markup takes the plain reader a minute.
    """
    try:
        whole = f"<div>{cooked}</div>".replace("\0", "").encode()
        tree = html.fromstring(whole, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return "", ()
    for other in tree.xpath(_OTHERS):
        other.drop_tree()
    kinds = {"image": _IMAGES, "video": "//video", "audio": "//audio"}
    media = tuple(kind for kind, path in kinds.items() if tree.xpath(path))
    return plain_text(str(html.tostring(tree, encoding="unicode"))), media


def _likes(raw: Raw) -> int | None:
    """A post that nobody likes has a summary without likes."""
    if not isinstance(raw.get("actions_summary"), list):
        return None
    return sum(count(one, "count") or 0 for one in items(raw, "actions_summary") if one.get("id") == _LIKE)
