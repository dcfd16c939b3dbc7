"""Limits: how often an open form may be sent from one network, without keeping any address.

What is counted by is a keyed hash of the address, with a key that this process drew when it began; both are in memory
only, and a count is forgotten after an hour.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

from django.http import HttpRequest

from civicbeat.governance import counting

AN_HOUR = 3600
LOOKS, REQUESTS, TRIES = ("looks", 30), ("requests", 10), ("tries", 40)
"""What is limited, and how often an hour. Households and offices share an address, so the limits are not narrow."""
_KEY = secrets.token_bytes(32)


def within(request: HttpRequest, limit: tuple[str, int]) -> bool:
    """Counts this request, and tells whether it is still within the limit."""
    what, most = limit
    address: str = request.META.get("REMOTE_ADDR") or ""
    name = f"limit-{what}-{blake2b(address.encode(), key=_KEY, digest_size=16).hexdigest()}"
    return counting.within(name, most, AN_HOUR)
