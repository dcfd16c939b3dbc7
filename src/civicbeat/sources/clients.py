"""Clients: an API that gives a registered program a token for a while (OAuth 2.0, client credentials, RFC 6749)."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from civicbeat.records.errors import FormatChanged, SourceRefused
from civicbeat.sources import keys
from civicbeat.sources.api import Api
from civicbeat.sources.reading import count, word
from civicbeat.sources.shape import skeleton

EARLY = timedelta(minutes=1)
"""A token is renewed so long before it ends."""
SHORTEST = timedelta(minutes=1)

_tokens: dict[bytes, tuple[str, datetime]] = {}
_lock = threading.Lock()
"""Tokens stay in this process's memory and are shared by all sources with the same client."""


@dataclass(frozen=True, slots=True)
class ClientApi(Api):
    """An ``Api`` whose key is a client's id and secret, ``id:secret``, with which it gets its token.

    Attributes:
        tokens: address that gives tokens.
        headers: sent with every question, that for a token too; for example the User-Agent a host's rules ask for.
    """

    tokens: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def object(self, address: str) -> dict[str, Any]:
        try:
            return Api.object(self, address)
        except SourceRefused:
            with _lock:
                _tokens.pop(self._mark(keys.key(self.key)), None)  # it may have been withdrawn: the next asks anew
            raise

    def _secret(self) -> dict[str, str]:
        secret, now = keys.key(self.key), datetime.now(UTC)
        with _lock:
            token, until = _tokens.get(self._mark(secret), ("", now))
            if now >= until:
                token, holds = self._new(secret)
                _tokens[self._mark(secret)] = token, now + max(holds - EARLY, SHORTEST)
        return {**self.headers, "Authorization": f"Bearer {token}"}

    def _new(self, secret: str) -> tuple[str, timedelta]:
        basic = b64encode(secret.encode()).decode()
        sent = {
            **self.headers,
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = self.web.post(self.tokens, b"grant_type=client_credentials", sent).body
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise FormatChanged("The answer is not JSON.", do="Check that the API has not moved.") from error
        if word(told, "error"):  # some hosts say so with HTTP 200
            raise SourceRefused("The client's id or secret is not accepted.", do="Set the key anew, as id:secret.")
        token = word(told, "access_token")
        if not token or not token.isascii() or not token.isprintable():
            raise FormatChanged(
                "The answer holds no token.", do="Compare it with the API's documents.", sample=skeleton(told)
            )
        return token, timedelta(seconds=min(count(told, "expires_in") or 0, 7 * 86_400))

    def _mark(self, secret: str) -> bytes:
        """What tells clients apart, without keeping their secret."""
        return blake2b(f"{self.tokens} {secret}".encode(), digest_size=16).digest()


def forget_tokens() -> None:
    """Forgets all tokens, so that the next question asks for a new one."""
    with _lock:
        _tokens.clear()
