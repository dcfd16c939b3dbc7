"""Front: what ends TLS before civicbeat, and what is believed of it.

With ``CIVICBEAT_TLS=yes`` people come by https only, so every request is one by https: no header is asked. Whose it
is, a front on this machine says in ``X-Forwarded-For``; of several addresses the last one is its own word, the others
are what a client sent along. Whatever else of that kind a client sends is never seen by the application.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from civicbeat.config.bodies import App, Receive, Scope, Send

Headers = Sequence[tuple[bytes, bytes]]
_FOR = b"x-forwarded-for"
_OF_FRONTS = (b"x-forwarded-", b"forwarded", b"x-real-ip")


def behind(app: App, *, tls: bool) -> App:
    """``app``, told by https and from where a request came if TLS ends before it; no header of a front reaches it."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = scope["headers"]
            scope = {**scope, "headers": [one for one in headers if not _is_of_fronts(one[0])]}
            if tls:
                scope |= {"scheme": "https", "client": _client(scope.get("client"), headers)}
        await app(scope, receive, send)

    return told


def _is_of_fronts(name: bytes) -> bool:
    return name.lower().replace(b"_", b"-").startswith(_OF_FRONTS)


def _client(peer: tuple[str, int] | None, headers: Headers) -> tuple[str, int] | None:
    """Where the request came from: as a front on this machine says, else who is connected."""
    said = [value for name, value in headers if name.lower() == _FOR]
    if peer is None or not said or not ip_address(peer[0]).is_loopback:
        return peer
    try:
        return str(ip_address(said[-1].rpartition(b",")[2].strip().decode("ascii"))), 0
    except ValueError:
        return peer
