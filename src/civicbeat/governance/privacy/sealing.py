"""Sealing: what leads back to a person, readable only while the seal key of its month exists."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from civicbeat.governance.privacy.keyring import KEY_BYTES, Keyring

MONTH_BYTES = 7
NONCE_BYTES = 12
NATIVE_IDS = b"civicbeat native id"
"""What a key is drawn for; what is sealed for one purpose does not open for another."""


class Sealer:
    """AES-256-GCM (NIST SP 800-38D) with a key that HKDF (RFC 5869) draws from the month's seal key.

    A sealed text is the month, a random nonce and the ciphertext; the month is authenticated with it. Seal keys are not
    the pseudonym keys, and no key of the one kind tells one of the other: a post must be asked for at its source as
    long as it is held, its author's code must be makable for a few months only. When a seal key is destroyed, nothing
    opens what it sealed.
    """

    def __init__(self, keys: Keyring, purpose: bytes = NATIVE_IDS) -> None:
        self._keys = keys.seals
        self._purpose = purpose
        self._ciphers: dict[bytes, AESGCM] = {}

    def seal(self, month: str, text: str) -> bytes:
        """``text`` sealed with the seal key of ``month`` (YYYY-MM, UTC).

        Raises:
            KeyError: ``month`` is none.
            SettingError: its key is damaged.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return month.encode() + nonce + self._cipher(month).encrypt(nonce, text.encode(), month.encode())

    def open(self, sealed: bytes) -> str | None:
        """The text in ``sealed``; ``None`` where its key is gone or it was tampered with."""
        month = sealed[:MONTH_BYTES].decode("ascii", "replace")
        nonce, rest = sealed[MONTH_BYTES : MONTH_BYTES + NONCE_BYTES], sealed[MONTH_BYTES + NONCE_BYTES :]
        if not self._keys.holds(month) or len(nonce) < NONCE_BYTES:
            return None
        try:
            return self._cipher(month).decrypt(nonce, rest, month.encode()).decode()
        except InvalidTag:
            return None

    def _cipher(self, month: str) -> AESGCM:
        key = self._keys[month]
        if key not in self._ciphers:
            drawn = HKDF(SHA256(), KEY_BYTES, salt=None, info=self._purpose).derive(key)
            self._ciphers[key] = AESGCM(drawn)
        return self._ciphers[key]
