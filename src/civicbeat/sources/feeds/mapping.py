"""Mapping of a feed's entry to a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.feeds.plaintext import plain_text

LONGEST_TEXT = 100_000
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Makes posts of entries as ``documents`` gives them, with ``published``, ``read_at`` and ``feed`` filled in.

    A publisher's entry speaks under the publisher's name and leaves the writer's out; any other is a person's post.
    """

    source: str
    title: str
    institutional: bool

    def post(self, raw: Raw) -> Post | Rejected:
        """The post of one entry, or why there is none. Never raises on any mapping."""
        where = _word(raw, "where") or "an entry"
        native_id = _word(raw, "id")
        if not native_id:
            return Rejected(where, "no-id", "The entry has no id, link or content.")
        text = _said(raw)
        if not text:
            return Rejected(where, "no-text", "The entry has neither title nor text.")
        if len(text) > LONGEST_TEXT:
            return Rejected(where, "text-too-long", f"The text has more than {LONGEST_TEXT:,} characters.")
        published, read_at = _moment(raw, "published"), _moment(raw, "read_at")
        if published is None or read_at is None:
            return Rejected(where, "no-date", "The entry has no date that can be read.")
        return Post(
            source=self.source,
            platform="news" if self.institutional else "blog",
            native_id=native_id,
            text=text,
            published_at=published,
            collected_at=read_at,
            author="" if self.institutional else _word(raw, "author") or _word(raw, "feed") or self.title,
            institution=(self.title or _word(raw, "feed")) if self.institutional else "",
            url=_link(raw),
            kind="article" if self.institutional else "post",
            language=_word(raw, "language"),
            tags=_tags(raw),
        )


def _said(raw: Raw) -> str:
    title = plain_text(_word(raw, "title"))
    body = max(plain_text(_word(raw, "body")), _word(raw, "full"), key=len)
    return body if not title or body.startswith(title) else f"{title}\n{body}".strip()


def _word(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return value.encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""


def _link(raw: Raw) -> str:
    link = _word(raw, "link")
    return link if link.startswith(("http://", "https://")) and len(link) <= 2_000 else ""


def _tags(raw: Raw) -> tuple[str, ...]:
    tags = raw.get("tags")
    words = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list | tuple) else []
    cleaned = (plain_text(word.encode("utf-8", "replace").decode())[:80] for word in words[:20])
    return tuple(word for word in cleaned if word)


def _moment(raw: Raw, name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_word(raw, name))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if EARLIEST <= moment < LATEST else None
