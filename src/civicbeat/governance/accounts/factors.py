"""Factors: the secrets of second factors, sealed with a key that lies beside the records store and not in it.

A row tells what an authenticator app counts with, or from what recovery codes are made, to nobody who has the records
store or a backup of it alone (0119-second-factors-are-sealed.md).
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import Q, QuerySet

from civicbeat.governance.privacy.once import make_once
from civicbeat.records.errors import FactorUnreadable

FILE = "factors.key"
KEY_BYTES, NONCE_BYTES = 32, 12
_MARK = "sealed1:"
_SECRETS = ("secret", "seed")
"""Where django-allauth keeps an app's secret and the seed of recovery codes in a row's data."""


def seal(account: int, text: str) -> str:
    """``text`` sealed for the account of this number: AES-256-GCM (NIST SP 800-38D), the number authenticated with it.

    The key is made at the first call.

    Raises:
        FactorUnreadable: there are sealed secrets and their key is gone; another would hide that it is.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(_key()).encrypt(nonce, text.encode(), _bound(account))
    return _MARK + b64encode(sealed).decode()


def unseal(account: int, sealed: str) -> str:
    """What was sealed for this account.

    Raises:
        FactorUnreadable: it was sealed for another account or by another key, was changed, or was never sealed.
    """
    key = _kept(_folder())
    if key is None or not sealed.startswith(_MARK):
        raise unreadable()
    try:
        whole = b64decode(sealed.removeprefix(_MARK), validate=True)
        return AESGCM(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], _bound(account)).decode()
    except (InvalidTag, ValueError) as error:
        raise unreadable() from error


def unreadable() -> FactorUnreadable:
    """The error of a second factor that does not open."""
    return FactorUnreadable(
        "The second factor of this account cannot be opened any more.",
        do="Use a passkey if you have one, or ask an operator to reset it.",
    )


def sealed_data(account: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a row of this account, with its secrets sealed where they are not yet."""
    plain = {name: data[name] for name in _SECRETS if name in data and not str(data[name]).startswith(_MARK)}
    return {**data, **{name: seal(account, text) for name, text in plain.items()}}


def fingerprint(key: bytes | None) -> str:
    """By what a key is known that is not at hand: the start of its SHA-256; empty where there is none."""
    return sha256(key).hexdigest()[:16] if key else ""


def fingerprint_in(folder: Path) -> str:
    """The fingerprint of the key in the folder of an installation."""
    return fingerprint(_kept(folder))


def begin_anew(folder: Path) -> int:
    """Makes a new key, as the one before is lost; how many people's apps do not open any more.

    What was sealed by the old key stays where it is, so that nobody is let in by a password alone; codes that nobody
    can make any more are removed, so that whoever has a passkey makes new ones.
    """
    make_once(folder / FILE, secrets.token_bytes(KEY_BYTES))
    _sealed().filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    return _sealed().count()


def not_opening() -> int:
    """How many sealed secrets do not open."""
    return sum(not _opens(row) for row in _sealed())


def _opens(row: Authenticator) -> bool:
    try:
        for name in _SECRETS:
            if name in row.data:
                unseal(row.user_id, row.data[name])
    except FactorUnreadable:
        return False
    return True


def _sealed() -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(
        Q(data__secret__startswith=_MARK) | Q(data__seed__startswith=_MARK)
    )
    return found


def _key() -> bytes:
    folder = _folder()
    if not (folder / FILE).exists() and not _sealed().exists():
        make_once(folder / FILE, secrets.token_bytes(KEY_BYTES))
    key = _kept(folder)
    if key is None:
        raise unreadable()
    return key


def _kept(folder: Path) -> bytes | None:
    file = folder / FILE
    key = file.read_bytes() if file.exists() else None
    return key if key is None or len(key) == KEY_BYTES else None


def _folder() -> Path:
    folder: Path = settings.INSTALLATION.data
    return folder


def _bound(account: int) -> bytes:
    return f"civicbeat second factor\n{account}".encode()
