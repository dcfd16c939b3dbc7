"""Escrow: the secrets of an installation in one sealed file, apart from every backup (0102-backups.md).

Whoever has a backup and the month's pseudonym key can link what a person said in that month. So keys lie in no backup:
their only copy is this file, which is written anew with each backup, so that a key that was destroyed leaves it too.
There must be one such file and no older ones.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from civicbeat.governance.privacy.once import replace_with
from civicbeat.records.errors import InputError, UnreadableFile

SHORTEST_PASSPHRASE = 16
MADE_AT_START = "secret.key"
"""It signs sessions, and every program that starts makes one: in an empty place it signs none yet."""
_WHAT, _FORMAT = "secrets of civicbeat", 1
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}
"""Costs 32 MB and a tenth of a second a guess (RFC 7914; OWASP asks for as much)."""


@dataclass(frozen=True, slots=True)
class Escrow:
    """What such a file says to whoever opens it.

    Attributes:
        made_at: when it was written.
        files: content by path within the installation's folder, for example ``keys/2026-03.key``.
    """

    made_at: datetime
    files: Mapping[str, bytes]


def lock_away(files: Mapping[str, bytes], path: Path, passphrase: str) -> None:
    """Writes ``files`` to ``path``, in place of what was there, readable by its owner only and by the passphrase only.

    AES-256-GCM under a key that scrypt draws from the passphrase; what stands outside is authenticated with it.

    Raises:
        InputError: the passphrase is too short.
    """
    must_be_long(passphrase)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head = {
        "what": _WHAT,
        "format": _FORMAT,
        "made_at": datetime.now(UTC).isoformat(),
        "names": sorted(files),
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    outside = json.dumps(head, sort_keys=True).encode()
    inside = json.dumps({name: base64.b64encode(content).decode() for name, content in files.items()}).encode()
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, inside, outside)
    replace_with(path, outside + b"\n" + base64.b64encode(sealed) + b"\n")


def must_be_long(passphrase: str) -> None:
    """Nothing if it may protect secrets.

    Raises:
        InputError: it is too short.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError(
            "The passphrase of the secrets is too short.",
            do=f"Set CIVICBEAT_SECRETS_PASSPHRASE to at least {SHORTEST_PASSPHRASE} characters.",
        )


def unlock(path: Path, passphrase: str) -> Escrow:
    """The secrets in ``path``.

    Raises:
        UnreadableFile: it is no such file.
        InputError: the passphrase is another, or somebody changed the file.
    """
    head, outside, sealed = _parts(path)
    try:
        inside = AESGCM(_key(passphrase, bytes.fromhex(head["salt"]))).decrypt(
            bytes.fromhex(head["nonce"]), base64.b64decode(sealed), outside
        )
    except InvalidTag as error:
        raise InputError(
            f"{path.name} does not open.", do="Set CIVICBEAT_SECRETS_PASSPHRASE to what it was when it was written."
        ) from error
    files = {name: base64.b64decode(content) for name, content in json.loads(inside).items()}
    return Escrow(datetime.fromisoformat(head["made_at"]), files)


def held(path: Path) -> tuple[datetime, tuple[str, ...]]:
    """When the file was written and which secrets it holds, told without the passphrase.

    Raises:
        UnreadableFile: it is no such file.
    """
    head, _, _ = _parts(path)
    return datetime.fromisoformat(head["made_at"]), tuple(head["names"])


def _parts(path: Path) -> tuple[Mapping[str, str], bytes, bytes]:
    try:
        outside, sealed, _ = path.read_bytes().split(b"\n")
        head = json.loads(outside)
        if (head["what"], head["format"]) == (_WHAT, _FORMAT):
            return head, outside, sealed
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(f"{path.name} holds no secrets of civicbeat.", do="Give the file of --secrets.") from error
    raise UnreadableFile(f"{path.name} is of another version of civicbeat.", do="Use that version or a newer one.")


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt, 32, **_SCRYPT).derive(passphrase.encode())


def secrets_of(data: Path) -> dict[str, bytes]:
    """Every secret of the installation in the folder ``data``, by its path there: all files that end in ``.key``."""
    found = (*data.glob("*.key"), *data.glob("*/*.key"))
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def must_fit(escrow: Escrow, data: Path, without: Container[str] = ()) -> None:
    """Nothing if the secrets, but for those ``without``, can be put into the folder ``data``.

    Raises:
        InputError: another secret of the same name is there.
    """
    for name, content in _wanted(escrow, without).items():
        path = data / name
        if name != MADE_AT_START and path.exists() and path.read_bytes() != content:
            raise InputError(f"{path} is there already, with another content.", do="Restore into a new, empty folder.")


def put_back(escrow: Escrow, data: Path, without: Container[str] = ()) -> int:
    """Writes the secrets into the folder ``data``, but for those ``without``, and gives how many.

    Raises:
        InputError: another secret of the same name is there; nothing was written.
    """
    must_fit(escrow, data, without)
    wanted = _wanted(escrow, without)
    for name, content in wanted.items():
        (data / name).parent.mkdir(mode=0o700, exist_ok=True)
        replace_with(data / name, content)
    return len(wanted)


def _wanted(escrow: Escrow, without: Container[str]) -> dict[str, bytes]:
    return {name: content for name, content in escrow.files.items() if name not in without}
