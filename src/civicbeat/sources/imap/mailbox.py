"""Mailbox: the five things a mail server is asked, none of which changes anything there."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from civicbeat.records.errors import FormatChanged, SourceRefused, SourceUnreachable
from civicbeat.sources.imap.wire import LARGEST_ANSWER, Connection, Server, TooMuch

LARGEST_MAIL = 256 * 1024
"""Bytes read of one mail: its text stands first, attachments follow and are not wanted."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WANTED = f"(UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{LARGEST_MAIL}>)"
_UID = re.compile(rb"\bUID (\d{1,10})")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})")
_FLAGS = re.compile(rb"\bFLAGS \(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the server gave it; ``data`` are its first bytes, ``size`` is that of the whole."""

    uid: int
    size: int
    arrived: datetime | None
    junk: bool
    data: bytes


class Mailbox:
    """A folder that is open for reading only.

    Attributes:
        validity: as long as it stays, a UID means the same mail.
    """

    def __init__(self, connection: Connection, folder: str) -> None:
        self._connection = connection
        if connection.select(quoted(folder), readonly=True)[0] != "OK":
            raise SourceRefused("The mail server does not open this folder.", do="Check the folder's name.")
        told = connection.response("UIDVALIDITY")[1]
        if not told or not isinstance(told[0], bytes) or not told[0].isdigit():
            raise FormatChanged("The mail server does not number its mails.", do="Ask its administrator.")
        self.validity = int(told[0])

    def since(self, uid: int, day: date | None = None) -> list[int]:
        """UIDs greater than ``uid``, in order; of mails that arrived on ``day`` or later."""
        wanted = f" SINCE {day.day:02}-{_MONTHS[day.month - 1]}-{day.year:04}" if day else ""
        # the last mail answers to n:* even when its number is smaller
        return [found for found in self._search(f"UID {uid + 1}:* UNDELETED{wanted}") if found > uid]

    def standing(self, uids: Sequence[int]) -> set[int]:
        """Those of ``uids`` that are still there."""
        return set(uids).intersection(self._search(f"UID {min(uids)}:{max(uids)} UNDELETED"))

    def mails(self, uids: Sequence[int]) -> list[Mail]:
        """The mails; one that went meanwhile is left out. They stay unread."""
        self._connection.allow((LARGEST_MAIL + 4_096) * len(uids) + 65_536)
        found = self._asked("FETCH", ",".join(map(str, uids)), _WANTED)
        mails = [mail for mail in map(_mail, found, [*found[1:], b""]) if mail is not None]
        return sorted((mail for mail in mails if mail.uid in set(uids)), key=lambda mail: mail.uid)

    def _search(self, wanted: str) -> list[int]:
        self._connection.allow(LARGEST_ANSWER)
        words = [word for line in self._asked("SEARCH", wanted) if isinstance(line, bytes) for word in line.split()]
        return sorted({int(word) for word in words if word.isdigit() and len(word) <= 10})

    def _asked(self, command: str, *said: str) -> list[object]:
        answer, found = self._connection.uid(command, *said)
        if answer != "OK":
            raise FormatChanged("The mail server does not answer a question it must know.", do="It is tried again.")
        return list(found)


@contextmanager
def opened(server: Server, user: str, password: str, folder: str) -> Iterator[Mailbox]:
    """The folder, until the block ends.

    Raises:
        SourceRefused: login, folder, certificate or address are refused.
        SourceUnreachable: no answer, too slow, or cut off.
        FormatChanged: the answer is not IMAP, or larger than asked for.
    """
    with _told(server.host):
        connection = Connection(server)
        try:
            _log_in(connection, user, password)
            yield Mailbox(connection, folder)
            connection.leave()
        finally:
            connection.close_now()


def quoted(text: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3: modified UTF-7), in quotation marks."""
    said = re.sub("[^\x20-\x7e]+", lambda found: _utf7(found[0]), text.replace("&", "&-"))
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(text: str) -> str:
    return "&" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Every fault as one of ours. What the server said is dropped: it may name people."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise SourceRefused(f"{host} cannot prove that it is {host}.", do="Mend its certificate.") from None
    except TimeoutError:
        raise SourceUnreachable(f"{host} did not answer in time.", do="It is tried again later.") from None
    except TooMuch:
        raise FormatChanged(f"{host} sends more than was asked for.", do="Ask its administrator.") from None
    except (OSError, UnicodeError, imaplib.IMAP4.abort):
        raise SourceUnreachable(f"{host} cannot be reached, or hung up.", do="Check host and port.") from None
    except (imaplib.IMAP4.error, ValueError, TypeError, IndexError, OverflowError):
        raise FormatChanged(f"{host} does not answer as IMAP does.", do="Check host and port.") from None


def _log_in(connection: Connection, user: str, password: str) -> None:
    try:
        if "AUTH=PLAIN" in connection.capabilities:
            connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        else:
            connection.login(quoted(user), password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        raise SourceRefused("The mail server refuses the login.", do="Check the user and the kept key.") from None


def _mail(item: object, after: object) -> Mail | None:
    """One mail of a FETCH answer: ``item`` is a pair of words and bytes; more words may come ``after`` it."""
    if not isinstance(item, tuple) or not isinstance(item[1], bytes):
        return None
    words = item[0] + (after if isinstance(after, bytes) else b"")
    uid, size, flags = _UID.search(words), _SIZE.search(words), _FLAGS.search(words)
    if uid is None or b"BODY[" not in words:
        return None
    at = imaplib.Internaldate2tuple(words)
    arrived = datetime(*at[:6]).astimezone(UTC) if at else None  # imaplib gives local time
    junk = flags is not None and b"$junk" in flags[1].lower().split()
    return Mail(int(uid[1]), int(size[1]) if size else len(item[1]), arrived, junk, item[1])
