"""A Mastodon server on loopback whose stream tells what is scripted, and is cut."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.sources.feeds.server import running, say
from tests.sources.mastodon.server import Mastodon, status

from civicbeat.sources.mastodonstream import MastodonStreamSource
from civicbeat.sources.web import Web, forget_hosts


def event(name: str, payload: Any) -> bytes:
    """An event as the server writes it."""
    data = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    return f"event: {name}\ndata: {data}\n\n".encode()


class Streaming(Mastodon):
    """Statuses, and what each connection to the stream hears.

    Attributes:
        scripts: for each connection what happens: bytes are sent, callables are called. The last stays open.
        streaming: where the server says that it is listened to; empty for nothing.
        asked: the streams that were opened, with their query.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[list[Any]] = []
        self.streaming = ""
        self.asked: list[str] = []

    def get(self, path: str, default: Any = None) -> Any:
        """The answer of ``path``."""
        if path in self:
            return self[path]
        if path == "/api/v2/instance":
            urls = {"streaming": self.streaming} if self.streaming else {}
            return say(200, json.dumps({"configuration": {"urls": urls}}).encode())
        if urlsplit(path).path.startswith("/api/v1/streaming/"):
            self.asked.append(path)
            return self._talk
        return super().get(path, default)

    def _talk(self, request: Any) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.end_headers()
        script = self.scripts.pop(0) if self.scripts else []
        for step in script:
            if callable(step):
                step()
            else:
                request.wfile.write(step)
                request.wfile.flush()
        while not self.scripts:
            request.wfile.write(b":thump\n")
            request.wfile.flush()
            time.sleep(0.02)


@contextmanager
def specimen() -> Iterator[MastodonStreamSource]:
    """A source that can be read many times."""
    with running() as site:
        forget_hosts()
        site.paths = Streaming()
        site.paths.post(*(status(n) for n in range(50)), status(50, account={"indexable": False}))
        web = Web(pause=0, attempts=1, allow_loopback=True)
        yield MastodonStreamSource(site.address, "mastodon.live", key="", listen_for=0.5, web=web)
    forget_hosts()
