"""Wire: an IMAP4rev1 connection that is guarded: checked after DNS, encrypted, bounded in time and in bytes.

``imaplib`` trusts its server: it reads a literal of any size and waits as long as bytes trickle in. Here every answer
has a deadline and a budget.
"""

from __future__ import annotations

import imaplib
import io
import ipaddress
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from civicbeat.records.errors import SourceRefused
from civicbeat.sources.web import Web, connected

LARGEST_LINE = 1_000_000
LARGEST_ANSWER = 32 * 2**20


class TooMuch(imaplib.IMAP4.error):
    """The server sends more than was asked for."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is and how it is reached.

    Attributes:
        host, port: as the mail's administrator names them.
        security: ``tls`` from the first byte, ``starttls``, or ``none``, with which only this machine itself is asked.
        web: the guard of addresses, and the bounds in time.
    """

    host: str
    port: int
    security: str
    web: Web


class Connection(imaplib.IMAP4):
    """Connected and greeted; not logged in."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._ends = time.monotonic() + server.web.deadline
        self._left = LARGEST_ANSWER
        super().__init__(server.host, server.port, server.web.timeout)
        if server.security == "starttls":
            self._encrypt()

    def allow(self, budget: int) -> None:
        """Starts the deadline anew; the next answers have ``budget`` bytes."""
        self._ends, self._left = time.monotonic() + self.server.web.deadline, budget

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = self._create_socket(timeout)
        self.file = io.BufferedReader(_Bounded(self))

    def read(self, size: int) -> bytes:
        if size > self._left:
            raise TooMuch("a literal is too large")
        return super().read(size)

    def leave(self) -> None:
        """Says good-bye, as far as the server still listens."""
        self.allow(65_536)
        with suppress(OSError, imaplib.IMAP4.error):
            self.logout()

    def close_now(self) -> None:
        """Hangs up, whatever state the conversation is in."""
        try:
            self.shutdown()
        except OSError:
            self.sock.close()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        ips = self.server.web.addresses(self.host, self.port)
        here = all(ipaddress.ip_address(ip.partition("%")[0]).is_loopback for ip in ips)
        if self.server.security == "none" and not here:
            raise SourceRefused("A mailbox is not read without encryption.", do="Choose tls or starttls.")
        plain = connected(ips, self.port, timeout)
        return self._encrypted(plain) if self.server.security == "tls" else plain

    def _encrypted(self, plain: socket.socket) -> socket.socket:
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def _encrypt(self) -> None:
        """STARTTLS; what was said in the clear before it is forgotten, and without it nothing more is said."""
        try:
            self._ask_for_tls()
            self.sock = self._encrypted(self.sock)
            self.file = io.BufferedReader(_Bounded(self))
            self.untagged_responses.clear()
            self.capabilities = tuple(self.capability()[1][-1].decode("ascii", "replace").upper().split())
        except BaseException:
            self.close_now()
            raise

    def _ask_for_tls(self) -> None:
        if self.xatom("STARTTLS")[0] != "OK":
            raise SourceRefused("The mail server offers no encryption.", do="Choose another port, or tls.")


class _Bounded(io.RawIOBase):
    """Bytes of the connection's socket until its deadline or its budget is used up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        connection = self._connection
        left = connection._ends - time.monotonic()  # noqa: SLF001  # one thing in two classes
        if left <= 0:
            raise TimeoutError
        connection.sock.settimeout(min(connection.server.web.timeout, left))
        count = connection.sock.recv_into(into)
        connection._left -= count  # noqa: SLF001
        if connection._left < 0:  # noqa: SLF001
            raise TooMuch("an answer is too large")
        return count
