"""A real HTTP server on loopback whose paths misbehave as tests need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[Any], None]


def say(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    """An answer with ``body``; header names have underscores for hyphens."""

    def answer(request: Any) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def trickle(pieces: int, seconds: float) -> Answer:
    """A body that comes piece by piece and never gets anywhere."""

    def answer(request: Any) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(pieces):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(seconds)

    return answer


class Site:
    """Paths and their answers (``POST /x`` for what is posted); ``asked`` lists the requests: path and headers."""

    def __init__(self) -> None:
        self.paths: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, bytes]] = []
        self.address = ""

    def count(self, path: str) -> int:
        """How often ``path`` was asked for."""
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def running() -> Iterator[Site]:
    """A site while it runs."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name http.server calls
            site.asked.append((self.path, dict(self.headers)))
            with suppress(BrokenPipeError, ConnectionResetError):
                site.paths.get(self.path, say(404))(self)

        def do_POST(self) -> None:  # the name http.server calls
            site.asked.append((self.path, dict(self.headers)))
            site.posted.append((self.path, self.rfile.read(int(self.headers.get("Content-Length", "0")))))
            with suppress(BrokenPipeError, ConnectionResetError):
                site.paths.get(f"POST {self.path}", say(404))(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
