"""Wire: one websocket to a Jetstream server, guarded: checked after DNS, encrypted, bounded in time and in bytes."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection, connect

from civicbeat.records.errors import FormatChanged, SourceUnreachable
from civicbeat.sources.again import BEAT
from civicbeat.sources.web import USER_AGENT, Web, connected, judged, trusted

SILENCE = 60.0
"""Seconds without an event after which the line is taken for dead, though its host still answers pings."""
PING_EVERY = 20.0
CLOSING = 0.1
"""Seconds to part in due form; whoever stops must not wait, and the host would send what nobody hears."""
LARGEST = 2**20
"""Bytes of an event that is taken; the host is asked to leave out larger ones."""
_LARGEST_FRAME = 4 * LARGEST
"""Bytes after which the line is cut. A larger event that comes all the same can be passed over up to here."""


def messages(server: str, query: str, web: Web) -> Generator[bytes | None]:
    """Messages of one connection as they come; ``None`` whenever none came for a beat. Ends when the line is silent.

    Raises:
        SourceRefused: the address must not be asked, or the host refuses.
        SourceUnreachable: no connection, or it was cut (``AskedToWait``: the host names a time).
        FormatChanged: no websocket answers there, or a message is far too large.
    """
    with _line(server, query, web) as line:
        heard = time.monotonic()
        while time.monotonic() - heard < SILENCE:
            try:
                message = line.recv(BEAT, decode=False)
            except TimeoutError:
                yield None
            else:
                yield message
                heard = time.monotonic()


@contextmanager
def _line(server: str, query: str, web: Web) -> Iterator[ClientConnection]:
    web.check(server)
    parts = urlsplit(server)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        with connect(
            f"{'wss' if secure else 'ws'}://{parts.netloc}/subscribe?{query}",
            sock=connected(web.addresses(host, port), port, web.timeout),
            ssl=trusted() if secure else None,
            proxy=None,
            compression=None,  # packing each message anew is most of what such a server has to do
            user_agent_header=USER_AGENT,
            open_timeout=web.timeout,
            ping_interval=PING_EVERY,
            ping_timeout=PING_EVERY,
            close_timeout=CLOSING,
            max_size=_LARGEST_FRAME,
        ) as line:
            yield line
    except InvalidStatus as error:
        judged(error.response.status_code, {n.lower(): v for n, v in error.response.headers.items()}, b"", server)
        raise FormatChanged(f"{host} answers without a stream.", do="Check the server's address.") from error
    except ConnectionClosed as error:
        if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
            raise FormatChanged(f"{host} sends messages without bounds.", do="Choose another server.") from error
        raise SourceUnreachable(f"{host} has cut the line.", do="It is tried again later.") from error
    except (OSError, WebSocketException, ValueError) as error:  # ValueError: a redirect, or no host's name
        raise SourceUnreachable(f"{host} cannot be reached.", do="Check the server's address.") from error
