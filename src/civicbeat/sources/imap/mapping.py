"""Mapping of a mail to a post."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import blake2b

from civicbeat.records.post import Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.cursors import moment
from civicbeat.sources.feeds.mapping import EARLIEST, LATEST, LONGEST_TEXT
from civicbeat.sources.imap.letter import Letter
from civicbeat.sources.imap.words import own_words, subject_of

FIRST_DATE = datetime(2001, 1, 1, tzinfo=UTC)
"""Clocks that were never set tell times before."""
CLOCKS_DIFFER = timedelta(days=1)

REASONS = {
    "spam": "The mail server takes it for unwanted mail.",
    "auto-reply": "A program wrote it, not a person.",
    "bounce": "A mail server tells what became of another mail.",
    "bulk": "It was sent to many at once.",
    "encrypted": "It can be read only by those it was encrypted for.",
    "own-mail": "The mailbox wrote it to itself.",
}
"""Slug → why a mail is set aside, without a word of what it says."""


@dataclass(frozen=True, slots=True)
class LetterReader:
    """Makes posts of mails as ``mailbox`` gives them, with ``read_at`` and ``where`` filled in."""

    source: str
    user: str

    def post(self, raw: Raw) -> Post | Rejected:
        """The post in one mail, or why there is none. Never raises on any mapping."""
        where = _word(raw, "where")[:200] or "a mail"
        read_at = _moment(raw, "read_at")
        if read_at is None:
            return Rejected(where, "no-date", "Nothing tells when the mail was read.")
        if raw.get("deleted") is True:
            return self._deleted(raw, read_at, where)
        data = raw.get("data")
        if not isinstance(data, bytes) or not data.strip():
            return Rejected(where, "no-text", "The mail is empty.")
        try:
            return self._read(Letter(data), raw, read_at, where)
        except Exception:  # noqa: BLE001  # what strangers send breaks the parser in ways it does not document
            return Rejected(where, "not-a-mail", "The mail cannot be read as one.")

    def _deleted(self, raw: Raw, read_at: datetime, where: str) -> Post | Rejected:
        native_id, published = _word(raw, "id"), _moment(raw, "published")
        if not native_id or published is None:
            return Rejected(where, "no-id", "Nothing tells which mail is gone.")
        return Post(self.source, "email", native_id, "", published, read_at, kind="report", deleted=True)

    def _read(self, letter: Letter, raw: Raw, read_at: datetime, where: str) -> Post | Rejected:
        sender = _sender(letter)
        reason = "spam" if raw.get("junk") is True else _set_aside(letter, sender, self.user.casefold())
        if reason:
            return Rejected(where, reason, REASONS[reason])
        text = _said(letter)
        if not text:
            return Rejected(where, "no-text", "Its sender wrote no text of their own.")
        if len(text) > LONGEST_TEXT:
            return Rejected(where, "text-too-long", f"The text has more than {LONGEST_TEXT:,} characters.")
        published = _published(letter, _moment(raw, "arrived"), read_at)
        if published is None:
            return Rejected(where, "no-date", "The mail has no date that can be believed.")
        before, answered = letter.ids("references"), letter.ids("in-reply-to")
        return Post(
            source=self.source,
            platform="email",
            native_id=_native_id(letter),
            text=text,
            published_at=published,
            collected_at=read_at,
            author=sender,
            kind="report",
            parent=_digest((answered or before[-1:] or [""])[0]),
            thread=_digest((before or answered or [""])[0]),
            media=letter.media,
        )


def _set_aside(letter: Letter, sender: str, user: str) -> str:
    """Why the mail is no citizen's, a key of ``REASONS``; empty when it may be one's."""
    automatic = letter.field("auto-submitted").lower()
    rules = {
        "spam": letter.field("x-spam-flag").lower() == "yes" or letter.field("x-spam-status").lower().startswith("yes"),
        "bounce": letter.field("return-path") == "<>"
        or letter.kind == "multipart/report"
        or sender.startswith(("mailer-daemon@", "postmaster@")),
        "auto-reply": (automatic and not automatic.startswith("no"))
        or letter.field("precedence").lower() == "auto_reply"
        or any(letter.has(name) for name in ("x-autoreply", "x-autorespond")),
        "bulk": letter.field("precedence").lower() in ("bulk", "list", "junk")
        or any(letter.has(name) for name in ("list-id", "list-unsubscribe", "list-post")),
        "encrypted": letter.kind in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"),
        "own-mail": bool(sender) and sender == user,
    }
    return next((reason for reason, holds in rules.items() if holds), "")


def _said(letter: Letter) -> str:
    """The subject, then the sender's own words. An answer in which nobody wrote anything says nothing."""
    subject, repeated = subject_of(letter.field("subject"))
    body = own_words(letter.text)
    if not body and repeated:
        return ""
    said = body if not subject or body.startswith(subject) else f"{subject}\n{body}"
    return said.encode("utf-8", "replace").decode().strip()


def _sender(letter: Letter) -> str:
    address = parseaddr(letter.bare("from"))[1].strip().casefold()
    return address if re.fullmatch(r"[^\s@<>]{1,100}@[^\s@<>]{1,200}", address) else ""


def _published(letter: Letter, arrived: datetime | None, read_at: datetime) -> datetime | None:
    """When it was written, unless its clock was wrong: then when it arrived.

    The mail's own date comes first because it stays when a mailbox moves to another server.
    """
    latest = min((arrived or read_at) + CLOCKS_DIFFER, read_at)
    try:
        written = parsedate_to_datetime(letter.field("date"))
        written = (written if written.tzinfo else written.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return arrived
    return written if FIRST_DATE <= written <= latest else arrived


def _native_id(letter: Letter) -> str:
    """A digest of the mail's own id: the same in every mailbox and after a move; else of what its head says."""
    if found := letter.ids("message-id"):
        return _digest(found[0])
    return _digest("\0".join(letter.bare(name) for name in ("date", "from", "to", "subject")) + "\0" + letter.text)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest() if text else ""


def _word(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return value.encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""


def _moment(raw: Raw, name: str) -> datetime | None:
    found = moment(raw.get(name))
    return found.astimezone(UTC) if found is not None and EARLIEST <= found < LATEST else None
