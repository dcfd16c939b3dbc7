"""Mapping of a channel's message to a post."""

from __future__ import annotations

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.reading import count, moment, native_id, unfit, value, word

_MEDIA = ("image", "video", "audio", "document")


def post_of(raw: Raw, source: str, *, official: bool) -> Post | Rejected:
    """The post in one message of the preview, with ``title``, ``read_at``, ``where`` and ``gone`` filled in.

    An official channel speaks for its institution; that of anybody else is a person. Never raises on any mapping.
    """
    where, channel, number = word(raw, "where")[:200] or "a message", word(raw, "channel"), native_id(raw, "id")
    native = f"{channel}/{number}" if channel and number else ""
    published, read_at = moment(raw, "published"), moment(raw, "read_at")
    if native and read_at and raw.get("gone") is True:
        return Post(source, "telegram", native, "", published or read_at, read_at, deleted=True)
    if raw.get("service") is True:
        return Rejected(where, "not-a-contribution", "Telegram itself says this.")
    text = word(raw, "text")
    refused = unfit(where, native, text, published, read_at)
    if refused or published is None or read_at is None:
        return refused or Rejected(where, "no-date", "The item has no date that can be believed.")
    media = value(raw, "media")
    return Post(
        source=source,
        platform="telegram",
        native_id=native,
        text=text,
        published_at=published,
        collected_at=read_at,
        author="" if official else channel,
        institution=(word(raw, "title") or channel) if official else "",
        url=f"https://t.me/{native}" if official else "",
        kind="share" if raw.get("forwarded") is True else "post",
        reach=count(raw, "views"),
        media=tuple(kind for kind in _MEDIA if kind in media) if isinstance(media, list) else (),
    )
