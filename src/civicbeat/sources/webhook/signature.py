"""Signature of a delivery, as the Standard Webhooks specification 1.0.0 has it (standardwebhooks.com).

A delivery carries ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``; what is signed by HMAC-SHA256 is
``id.timestamp.body``. While secrets change hands the sender may give several signatures, and we may know two secrets.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets as random
from collections.abc import Mapping, Sequence

from civicbeat.records.errors import SettingError

TOLERANCE = 300
"""Seconds by which the sender's clock may differ from ours, and within which a delivery may be sent again as it is."""
PREFIX = "whsec_"
FEWEST_BYTES, MOST_BYTES = 24, 64
MOST_SECRETS = 2

_MARK = re.compile(r"[!-\-/-~]{1,255}")
"""Printable ASCII without the dot: with one, another id and time could be read into what was signed."""
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def new_secret() -> str:
    """A secret nobody has: 32 random bytes, in the form people hand over."""
    return PREFIX + base64.b64encode(random.token_bytes(32)).decode()


def read_secrets(told: str) -> tuple[bytes, ...]:
    """The secrets in a key: one, or the old and the new parted by a space.

    Raises:
        SettingError: one of them is none, or there are more.
    """
    found = tuple(_secret(word) for word in told.split())
    if not 1 <= len(found) <= MOST_SECRETS or not all(FEWEST_BYTES <= len(secret) <= MOST_BYTES for secret in found):
        raise SettingError(
            "The key of a webhook is none.", do="It is one whsec_… of 24 to 64 bytes, or two parted by a space."
        )
    return found


def sign(secret: bytes, mark: str, timestamp: int, body: bytes) -> str:
    """The signature of the delivery ``mark`` sent at ``timestamp`` (Unix seconds): ``v1,`` and 44 characters."""
    signed = f"{mark}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()


def genuine(secrets: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The delivery's ``webhook-id``, where one of ``secrets`` signed it and its time is ours; else empty.

    How long it takes does not depend on how much of a signature is right.
    """
    mark, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not _MARK.fullmatch(mark) or not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > TOLERANCE:
        return ""
    given = [word.encode("utf-8", "replace") for word in headers.get("webhook-signature", "").split(" ")]
    expected = [sign(secret, mark, int(timestamp), body).encode() for secret in secrets]
    right = sum(hmac.compare_digest(one, other) for one in expected for other in given)
    return mark if right else ""


def _secret(word: str) -> bytes:
    """The bytes of a secret, with or without its prefix and padding; empty where it is none."""
    plain = word.removeprefix(PREFIX).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
