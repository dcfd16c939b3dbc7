"""Limits: how often an open form may be sent from one network, without keeping any address.

What is counted by is a keyed hash of the address, with a key that this process drew when it began; both are in memory
only, and a count is forgotten after an hour.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest

from civicbeat.governance import counting

AN_HOUR = 3600
LOOKS, REQUESTS, TRIES = ("looks", 30), ("requests", 10), ("tries", 40)
"""What is limited, and how often an hour. Households and offices share an address, so the limits are not narrow."""
LOOPBACK = ("127.0.0.1", "::1")
_KEY = secrets.token_bytes(32)


def within(request: HttpRequest, limit: tuple[str, int]) -> bool:
    """Counts this request, and tells whether it is still within the limit."""
    what, most = limit
    name = f"limit-{what}-{blake2b(_address(request).encode(), key=_KEY, digest_size=16).hexdigest()}"
    return counting.within(name, most, AN_HOUR)


def _address(request: HttpRequest) -> str:
    """Where it comes from; what ends TLS in front of civicbeat, on this machine, says so in the end of its header."""
    peer: str = request.META.get("REMOTE_ADDR") or ""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return said[:60] if settings.INSTALLATION.tls and peer in LOOPBACK and said else peer
