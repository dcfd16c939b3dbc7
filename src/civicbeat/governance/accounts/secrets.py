"""Secrets that are shown once: what is kept of them is a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256

MARK = "cb_"
"""By it a secret that was published by mistake is found by whoever searches for such."""


def new_secret() -> str:
    """A secret of 256 random bits, 46 characters long, safe in an address."""
    return MARK + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal. The secret is random and long, so that no slow hash and no salt is needed."""
    return sha256(secret.encode()).hexdigest()
