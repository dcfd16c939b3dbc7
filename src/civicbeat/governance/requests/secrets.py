"""Numbers and secrets of requests: what a person can write on paper and type again, without letters that look alike."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

from civicbeat.governance.accounts.secrets import digest
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PURPOSE = b"civicbeat request"
CODE_MARK = "cb"


def new_number(day: date) -> str:
    """For example ``26-K7QFM2``; it tells the year, and neither how many requests there are nor who asked."""
    return f"{day:%y}-{_drawn(6)}"


def new_secret() -> str:
    """78 random bits in four groups, for example ``7KQ4-XM2P-93ZD-AAB6``."""
    return "-".join(_drawn(4) for _ in range(4))


def new_code() -> str:
    """A word that stands in no post by chance, for example ``cb7KQ4XM2P``: 39 random bits."""
    return CODE_MARK + _drawn(8)


def plain(typed: str) -> str:
    """A number or secret as it was typed, without blanks and dashes, in capitals."""
    return "".join(character for character in typed.upper() if character.isalnum())


def digest_of(secret: str) -> str:
    """What is kept of a secret, however it was typed."""
    return digest(plain(secret))


def sealer(keys: Path) -> Sealer:
    """Seals what a person wrote, with the keys in the folder ``keys``."""
    return Sealer(Keyring(keys), PURPOSE)


def _drawn(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
