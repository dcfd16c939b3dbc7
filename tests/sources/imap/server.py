"""A mail server on loopback that speaks as much IMAP4rev1 as is asked of it, and misbehaves as tests need."""

from __future__ import annotations

import base64
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

ARRIVED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)


def mail(number: int, body: str = "Hẻm ngập sau mưa.", **fields: str) -> bytes:
    """The ``number``-th mail, a minute after the one before; an empty field is left out."""
    at = ARRIVED + timedelta(minutes=number)
    head = {
        "Return-Path": "<an@thu.example>",
        "From": "An <an@thu.example>",
        "To": "gop-y@thanh-pho.example",
        "Subject": f"Thu so {number}",
        "Date": at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "Message-ID": f"<{number}@thu.example>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n" + body.replace("\n", "\r\n")).encode()


@dataclass
class Folder:
    """Mails by UID, and how the server behaves. ``said`` lists what it was told, without the password."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    password: str = "mật khẩu"
    capabilities: str = "IMAP4rev1 AUTH=PLAIN"
    trouble: str = ""
    said: list[str] = field(default_factory=list)
    sessions: int = 0
    port: int = 0

    def put(self, *numbers: int) -> None:
        """Mails of these numbers, whose UIDs are the same."""
        self.mails |= {number: mail(number) for number in numbers}


class _Talk(socketserver.StreamRequestHandler):
    server: Any
    disable_nagle_algorithm = True

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
        self.request.close()

    def handle(self) -> None:
        self.folder: Folder = self.server.folder
        self.folder.sessions += 1
        with suppress(OSError, ValueError):
            self._say("* OK ready" if self.folder.trouble != "not imap" else "220 smtp.example")
            while line := self.rfile.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                if not self._answer(tag, rest):
                    return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _answer(self, tag: str, rest: str) -> bool:
        command = rest.split(maxsplit=1)[0].upper()
        if command != "LOGIN":
            self.folder.said.append(rest)
        verb = rest.split()[1].lower() if command == "UID" else command.lower()
        go_on = getattr(self, f"_{verb}", self._unknown)(tag, rest)
        return go_on is not False

    def _unknown(self, tag: str, rest: str) -> None:
        self._say(f"{tag} BAD {rest}")

    def _capability(self, tag: str, rest: str) -> None:
        self._say(f"* CAPABILITY {self.folder.capabilities}")
        self._say(f"{tag} OK done")

    def _starttls(self, tag: str, rest: str) -> None:
        if self.folder.trouble == "no starttls":
            self._say(f"{tag} NO not here")
            return
        self._say(f"{tag} OK begin")
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def _authenticate(self, tag: str, rest: str) -> None:
        self._say("+ ")
        given = base64.b64decode(self.rfile.readline()).decode().split("\0")[2]
        self._judge(tag, given)

    def _login(self, tag: str, rest: str) -> None:
        self._judge(tag, rest.split('"')[3])

    def _judge(self, tag: str, given: str) -> None:
        good = given == self.folder.password
        self._say(f"{tag} OK in" if good else f"{tag} NO an@thu.example is unknown here")

    def _examine(self, tag: str, rest: str) -> None:
        if self.folder.trouble == "no folder":
            self._say(f"{tag} NO no such folder")
            return
        self._say(f"* {len(self.folder.mails)} EXISTS")
        if self.folder.trouble != "no validity":
            self._say(f"* OK [UIDVALIDITY {self.folder.validity}] numbered")
        self._say(f"{tag} OK [READ-ONLY] open")

    def _search(self, tag: str, rest: str) -> bool:
        low, _, high = rest.split()[3].partition(":")
        top = max(self.folder.mails, default=0)
        most = top if high == "*" else int(high)
        found = [uid for uid in self.folder.mails if int(low) <= uid <= most or (high == "*" and uid == top)]
        if self.folder.trouble == "slow":
            for _ in range(40):
                self._say("* 1 EXISTS")
                time.sleep(0.02)
        if self.folder.trouble == "hangs up":
            return False
        answer = "NO" if self.folder.trouble == "no search" else "OK"
        self._say("* SEARCH " + " ".join(map(str, found)))
        self._say(f"{tag} {answer} done")
        return True

    def _fetch(self, tag: str, rest: str) -> bool:
        bound = int(rest.split("<0.")[1].split(">", maxsplit=1)[0])
        for uid in [int(word) for word in rest.split()[2].split(",") if int(word) in self.folder.mails]:
            data = self.folder.mails[uid]
            at = (ARRIVED + timedelta(minutes=uid)).strftime("%d-%b-%Y %H:%M:%S +0000")
            part = data[:bound]
            said = 10**12 if self.folder.trouble == "huge literal" else len(part)
            self._say(
                f'* {uid} FETCH (UID {uid} FLAGS () RFC822.SIZE {len(data)} INTERNALDATE "{at}" BODY[]<0> {{{said}}}'
            )
            if self.folder.trouble == "cut":
                self.wfile.write(part[: len(part) // 2])
                return False
            self.wfile.write(part)
            self._say(")")
            while self.folder.trouble == "endless":
                self._say("* 1 EXISTS " + "x" * 60_000)
        self._say(f"{tag} OK done")
        return True

    def _logout(self, tag: str, rest: str) -> bool:
        self._say("* BYE")
        self._say(f"{tag} OK")
        return False


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    folder: Folder
    tls: Any = None


@contextmanager
def running(tls: Any = None, *, implicit: bool = False) -> Iterator[Folder]:
    """A mail server while it runs; ``tls`` is its SSL context, used from the first byte where it is ``implicit``."""

    class Talk(_Talk):
        def setup(self) -> None:
            if implicit:
                self.request = tls.wrap_socket(self.request, server_side=True)
            super().setup()

    with _Server(("127.0.0.1", 0), Talk) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused handshake is expected
        server.folder, server.tls = Folder(), tls
        server.folder.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.folder
        finally:
            server.shutdown()
            thread.join()
