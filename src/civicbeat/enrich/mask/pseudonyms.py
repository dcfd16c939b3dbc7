"""Pseudonyms: what stands in place of an author for one month."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from civicbeat.records.errors import EnrichError, KeyDestroyed

KEY_BYTES = 32


class Pseudonyms:
    """Keyed BLAKE2b (RFC 7693), 64 bits, over platform and author name, with the key of the month.

    The same author of a platform has the same pseudonym all month; without the months' keys, pseudonyms of two months
    cannot be linked, and no name can be tried against them. Posts of a month whose key was destroyed come too late to
    tell their authors apart: all of them on a platform share one code and count as one person, so that nobody is
    counted twice.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.keys = keys

    def of(self, months: Sequence[str], platforms: Sequence[str], names: Sequence[str]) -> list[int]:
        """One pseudonym for each row; 0 where the name is empty.

        Raises:
            EnrichError: there is no key of 32 bytes for a month in which somebody named wrote.
        """
        known: dict[tuple[str, str, str], int] = {}
        given = []
        for row in zip(months, platforms, names, strict=True):
            if row not in known:
                known[row] = self._one(*row)
            given.append(known[row])
        return given

    def _one(self, month: str, platform: str, name: str) -> int:
        written = unicodedata.normalize("NFC", name).strip().removeprefix("@").casefold()
        if not written:
            return 0
        try:
            digest = blake2b(_said(platform, written), digest_size=8, key=self._key(month), person=b"civicbeat.author")
        except KeyDestroyed:
            digest = blake2b(_said(month, platform), digest_size=8, person=b"civicbeat.late")
        return int.from_bytes(digest.digest(), "little") or 1

    def _key(self, month: str) -> bytes:
        try:
            key = self.keys[month]
        except KeyError:
            key = b""
        if len(key) != KEY_BYTES:
            raise EnrichError(
                f"There is no pseudonym key of {KEY_BYTES} bytes for {month}.",
                do="Restore the key of that month.",
            ) from None
        return key


def _said(*parts: str) -> bytes:
    return "\0".join(parts).encode("utf-8", "surrogatepass")
