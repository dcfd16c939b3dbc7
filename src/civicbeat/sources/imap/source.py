"""Imap: what citizens write to the institution's own mailbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from civicbeat.records.errors import SettingError
from civicbeat.records.period import Period
from civicbeat.records.post import Post
from civicbeat.sources import keys
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.cursors import moment
from civicbeat.sources.imap.mailbox import Mail, Mailbox, opened
from civicbeat.sources.imap.mapping import LetterReader
from civicbeat.sources.imap.wire import Server
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.web import Web

MAILS_PER_PAGE = 50
MOST_KNOWN = 500
"""Mails that are remembered, so that it shows when one is deleted."""
SECURITIES = ("tls", "starttls", "none")

POLICY = Policy(
    terms="The institution's own mailbox; its privacy notice must tell people that civicbeat reads it.",
    terms_read=date(2026, 11, 23),
    may_store="Subject and text without quotes and signatures, date, and kinds of attachments; no addresses or files.",
    deletion="A mail that leaves the folder is deleted here too, while it is among the last 500 that were read.",
    requests_per_minute=60,
    needs_key=True,
)

Known = dict[str, list[str]]
"""UID → the post's native id and when it was published."""


@dataclass(frozen=True)
class ImapSource:
    """Reads one folder of a mailbox, and changes nothing there. The password is never kept here.

    Attributes:
        host: the mail server, for example ``imap.thanh-pho.example``.
        name: registered name, for example ``imap.gop-y``.
        user: whose mailbox it is, mostly its address.
        folder: the folder, for example ``INBOX``.
        port: 993 for ``tls``, mostly 143 for ``starttls``.
        key: under which name the password is kept; ``IMAP_GOP_Y`` for ``imap.gop-y`` where it is empty.
        security: ``tls``, ``starttls``, or ``none`` for this machine itself.
        days: how far back the first reading goes.
        keep_moved: whether what leaves the folder stays here: for an office that files handled mail elsewhere.
        web: which addresses may be asked, and the bounds in time.

    Raises:
        SettingError: one of them cannot be.
    """

    host: str
    name: str
    user: str
    folder: str = "INBOX"
    port: int = 993
    key: str = ""
    security: str = "tls"
    days: int = 365
    keep_moved: bool = False
    web: Web = field(default_factory=Web)
    kind: str = field(default="imap", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = (
        Option("host", "Mail server", required=True, example="imap.thanh-pho.example"),
        Option("user", "Mailbox", required=True, example="gop-y@thanh-pho.example"),
        Option("folder", "Folder", tells_apart=True, example="INBOX"),
        Option("port", "Port", "number", example="993"),
        Option("security", "Encryption", choices=("tls", "starttls")),
        Option("key", "Name of the key", example="IMAP_GOP_Y", why="Under which the mailbox's password is kept."),
        Option("days", "Days to look back at first", "number", example="365"),
        Option(
            "keep_moved", "Mails that leave the folder stay here", "yes", why="For an office that files handled mail."
        ),
    )
    every: ClassVar[timedelta] = timedelta(minutes=2)

    def __post_init__(self) -> None:
        must_be_name(self.name, "imap.letters")
        if not all(text and text.isprintable() for text in (self.host, self.user, self.folder)):
            raise SettingError("Host, user or folder cannot be read.", do="Write them without line breaks.")
        if self.security not in SECURITIES or (self.security == "none" and not self.web.allow_loopback):
            raise SettingError("A mailbox is not read without encryption.", do="Choose tls or starttls.")
        if not 0 < self.port < 65_536 or not 0 < self.days <= 36_500:
            raise SettingError("The port or the number of days cannot be.", do="Give a port such as 993.")

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """What has arrived since ``cursor``, in pages of 50; before it, what was deleted.

        Raises:
            SettingError: no password is kept.
            SourceRefused: login, folder, certificate or address are refused.
            SourceUnreachable: no answer, too slow, or cut off.
            FormatChanged: the answer is not IMAP, or larger than asked for.
        """
        now = datetime.now(UTC)
        server = Server(self.host, self.port, self.security, self.web)
        with opened(server, self.user, keys.key(self.key or key_name(self.name)), self.folder) as mailbox:
            yield from self._pages(mailbox, _begun(cursor, mailbox.validity), now)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return LetterReader(self.name, self.user).post(raw)

    def _pages(self, mailbox: Mailbox, cursor: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        known: Known = cursor["known"]
        if gone := self._gone(mailbox, known, now):
            missing = {raw["id"] for raw in gone}
            known = {uid: state for uid, state in known.items() if state[0] not in missing}
            cursor = {**cursor, "known": known}
            yield Page(gone, cursor)
        first = None if cursor["uid"] else (now - timedelta(days=self.days)).date()
        waiting = mailbox.since(cursor["uid"], first)
        for start in range(0, len(waiting), MAILS_PER_PAGE):
            uids = waiting[start : start + MAILS_PER_PAGE]
            raws = tuple(_raw(mail, now, mailbox.validity) for mail in mailbox.mails(uids))
            known = dict(list({**known, **self._states(raws)}.items())[-MOST_KNOWN:])
            oldest = min((at for raw in raws if (at := moment(raw["arrived"]))), default=None)
            upto = cursor["upto"] or (oldest.isoformat() if oldest else "")
            cursor = {**cursor, "uid": uids[-1], "known": known, "upto": upto}
            yield Page(raws, cursor, done=(start + len(uids)) / (len(waiting) + 1))
        since = moment(cursor["upto"])
        covers = Period(since, now) if since is not None and since < now else None
        yield Page((), {**cursor, "upto": now.isoformat()}, covers, done=1.0)

    def _states(self, raws: Sequence[Raw]) -> Known:
        made = ((str(raw["uid"]), self.to_post(raw)) for raw in raws)
        return {uid: [post.native_id, post.published_at.isoformat()] for uid, post in made if isinstance(post, Post)}

    def _gone(self, mailbox: Mailbox, known: Known, now: datetime) -> tuple[Raw, ...]:
        """Mails that were read and are no longer there; one that stands there twice goes with its last copy."""
        if self.keep_moved or not known:
            return ()
        standing = mailbox.standing([int(uid) for uid in known])
        kept = {state[0] for uid, state in known.items() if int(uid) in standing}
        lost = {state[0]: state[1] for state in known.values() if state[0] not in kept}
        at = now.isoformat()
        return tuple(
            {"deleted": True, "id": native_id, "published": published, "read_at": at, "where": "a deleted mail"}
            for native_id, published in lost.items()
        )


def key_name(name: str) -> str:
    """Under which name the password of the source called ``name`` is kept: ``imap.gop-y`` → ``IMAP_GOP_Y``."""
    return name.upper().replace(".", "_").replace("-", "_")


def known_in(cursor: Mapping[str, Any]) -> Known:
    """What ``cursor`` remembers of mails; entries that are not as this program writes them are forgotten."""
    known = cursor.get("known")
    entries = known.items() if isinstance(known, dict) else ()
    return {
        uid: list(map(str, state))
        for uid, state in entries
        if uid.isdecimal() and isinstance(state, list | tuple) and len(state) == 2
    }


def _begun(cursor: Mapping[str, Any], validity: int) -> dict[str, Any]:
    """The cursor as far as it still holds: where the server has numbered its mails anew, reading begins anew.

    Posts keep their ids then, so that nothing is stored twice.
    """
    uid = cursor.get("uid")
    same = cursor.get("validity") == validity and isinstance(uid, int)
    upto = str(cursor.get("upto") or "")
    return {
        "validity": validity,
        "uid": uid if same else 0,
        "upto": upto,
        "known": known_in(cursor) if same else {},
    }


def _raw(mail: Mail, now: datetime, validity: int) -> Raw:
    return {
        "uid": mail.uid,
        "size": mail.size,
        "arrived": mail.arrived.isoformat() if mail.arrived else "",
        "junk": mail.junk,
        "data": mail.data,
        "read_at": now.isoformat(),
        "where": f"mail {mail.uid} of {validity}",
    }
