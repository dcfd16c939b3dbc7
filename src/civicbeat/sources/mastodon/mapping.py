"""Mapping of a Mastodon status to a post."""

from __future__ import annotations

from dataclasses import dataclass

from civicbeat.records.post import Post
from civicbeat.sources import reading
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.feeds.plaintext import plain_text
from civicbeat.sources.mastodon.wishes import REASONS, withheld

_MEDIA = {"image": "image", "video": "video", "gifv": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True)
class StatusReader:
    """Makes posts of statuses as the API gives them, with ``read_at``, ``where``, ``stored`` and ``deleted`` filled in.

    ``stored`` says that an earlier reading took the status: what may no longer be kept of it is then deleted.
    """

    source: str
    host: str

    def post(self, raw: Raw) -> Post | Rejected:
        """The post of one status, or why there is none. Never raises on any mapping."""
        where = reading.word(raw, "where") or "a status"
        native_id = reading.word(raw, "id")
        if not native_id:
            return Rejected(where, "no-id", "The status has no id.")
        published, read_at = reading.moment(raw, "created_at"), reading.moment(raw, "read_at")
        if published is None or read_at is None or published > read_at:
            return Rejected(where, "no-date", "The status has no date that can be believed.")
        text = "" if raw.get("deleted") is True else _said(raw)
        refused = None if raw.get("deleted") is True else _refused(raw, text, where)
        if refused and raw.get("stored") is not True:
            return refused
        if refused or raw.get("deleted") is True:
            return Post(self.source, "mastodon", native_id, "", published, read_at, deleted=True)
        parent = reading.word(raw, "in_reply_to_id")
        return Post(
            source=self.source,
            platform="mastodon",
            native_id=native_id,
            text=text,
            published_at=published,
            collected_at=read_at,
            author=self._handle(raw["account"]),
            url=reading.link(raw, "url") or reading.link(raw, "uri"),
            kind="comment" if parent else "post",
            parent=parent,
            language=reading.word(raw, "language"),
            likes=reading.count(raw, "favourites_count"),
            replies=reading.count(raw, "replies_count"),
            shares=reading.count(raw, "reblogs_count"),
            media=_media(raw),
        )

    def _handle(self, account: Raw) -> str:
        """``name@host``: the same person is the same on every server that shows the status."""
        acct = reading.word(account, "acct") or reading.word(account, "username")
        return acct if "@" in acct or not acct else f"{acct}@{self.host}"


def _refused(raw: Raw, text: str, where: str) -> Rejected | None:
    if reason := withheld(raw):
        return Rejected(where, reason, REASONS[reason])
    if not text:
        return Rejected(where, "no-text", "The status has no text.")
    if len(text) > reading.LONGEST_TEXT:
        return Rejected(where, "text-too-long", f"The text has more than {reading.LONGEST_TEXT:,} characters.")
    return None


def _said(raw: Raw) -> str:
    """The warning in front of a status, which often names its subject, then its text."""
    parts = (plain_text(reading.word(raw, name)) for name in ("spoiler_text", "content"))
    return "\n".join(filter(None, parts))


def _media(raw: Raw) -> tuple[str, ...]:
    kinds = (reading.word(media, "type") for media in reading.items(raw, "media_attachments"))
    return tuple(dict.fromkeys(_MEDIA[kind] for kind in kinds if kind in _MEDIA))
