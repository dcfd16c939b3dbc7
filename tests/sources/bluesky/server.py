"""A Jetstream server on loopback: invented events in the documented format, wound back as told, and cut."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from civicbeat.sources.bluesky import BlueskySource
from civicbeat.sources.web import Web

SECOND = 1_000_000
START = time.time_ns() // 1_000 - 1_800 * SECOND
DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
NEVER = 10**9


def key(number: int) -> str:
    """The record key of the ``number``-th post."""
    return "3m" + "".join(DIGITS[number >> 5 * place & 31] for place in range(10, -1, -1))


def did(number: int) -> str:
    """The ``number``-th author."""
    return f"did:plc:nguoi{number:019}"


def post(
    number: int, text: str = "Hẻm ngập nước", *, by: int = 0, at: int | None = None, **record: Any
) -> dict[str, Any]:
    """The ``number``-th post, a tenth of a second after the one before."""
    when = START + number * SECOND // 10 if at is None else at
    created = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(when // SECOND - 2)) + ".250Z"
    said = {"$type": "app.bsky.feed.post", "text": text, "createdAt": created, "langs": ["vi"], **record}
    return commit("create", number, when, by, record=said)


def commit(operation: str, number: int, at: int, by: int = 0, **parts: Any) -> dict[str, Any]:
    """What happened to the ``number``-th post at ``at``."""
    what = {"rev": "3mrev", "operation": operation, "collection": "app.bsky.feed.post", "rkey": key(number), **parts}
    return {"did": did(by), "time_us": at, "kind": "commit", "commit": what}


def account(by: int, at: int, status: str, *, active: bool = False) -> dict[str, Any]:
    """What became of an author's account."""
    return {"did": did(by), "time_us": at, "kind": "account", "account": {"active": active, "status": status}}


class Jetstream:
    """What a server sends, in order, and where it cuts its lines.

    Attributes:
        events: mappings, or bytes that are sent as they are.
        cuts: after how many messages each line is cut in the middle of the next; the lines after the last are whole.
        asked: the query of each connection.
        honest: whether it leaves out what is larger than it was asked to send.
        done: set while all is sent.
        refusal: the status with which it answers instead, and headers.
    """

    def __init__(self, *events: dict[str, Any] | bytes) -> None:
        self.events: list[dict[str, Any] | bytes] = list(events)
        self.cuts: list[int] = []
        self.asked: list[dict[str, str]] = []
        self.honest = True
        self.done = threading.Event()
        self.refusal: tuple[int, dict[str, str]] | None = None
        self.address = ""

    def greet(self, line: ServerConnection, request: Request) -> Response | None:
        """The refusal, if it refuses."""
        if self.refusal is None:
            return None
        self.asked.append({})
        status, headers = self.refusal
        answer = line.respond(HTTPStatus(status), "Không")
        for name, value in headers.items():
            answer.headers[name] = value
        return answer

    def talk(self, line: ServerConnection) -> None:
        """One connection: winds back to the cursor, sends all from there, then keeps the line."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(line.request.path).query).items()}
        self.asked.append(asked)
        self.done.clear()
        left = self.cuts.pop(0) if self.cuts else NEVER
        with suppress(ConnectionClosed, OSError):
            for message in self._from(int(asked.get("cursor", 0)), int(asked["maxMessageSizeBytes"])):
                if left == 0:
                    _cut(line, message)
                    return
                left -= 1
                line.send(message, text=True)
            self.done.set()
            line.ping()
            line.recv()

    def _from(self, cursor: int, largest: int) -> Iterator[bytes]:
        reached = True
        for event in list(self.events):
            if isinstance(event, dict) and "time_us" in event:
                reached = event["time_us"] >= cursor
            if not reached:
                continue
            message = event if isinstance(event, bytes) else json.dumps(event, ensure_ascii=False).encode()
            if len(message) <= largest or not self.honest:
                yield message


def _cut(line: ServerConnection, message: bytes) -> None:
    """Half of a message, then nothing: as when a cable is pulled."""
    head = b"\x81" + (bytes((len(message),)) if len(message) < 126 else b"\x7e" + len(message).to_bytes(2, "big"))
    line.socket.sendall((head + message)[: len(message) // 2])
    line.socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def running(jetstream: Jetstream) -> Iterator[Jetstream]:
    """A server while it runs."""
    server = serve(jetstream.talk, "127.0.0.1", 0, compression=None, close_timeout=1, process_request=jetstream.greet)
    jetstream.address = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield jetstream
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def specimen() -> Iterator[BlueskySource]:
    """A source that can be read many times."""
    with running(Jetstream(*(post(n) for n in range(60)), post(60, "Trời đẹp"))) as jetstream:
        web = Web(pause=0, allow_loopback=True)
        yield BlueskySource("bluesky.city", ["ngập nước"], hours=1, server=jetstream.address, listen_for=0.5, web=web)
