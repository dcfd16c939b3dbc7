"""The key that signs sessions: given, or made once and kept in the installation's folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from civicbeat.records.installation import Installation


def secret_key(installation: Installation) -> str:
    """The installation's key; without ``CIVICBEAT_SECRET_KEY`` one is made at the first start."""
    if installation.secret_key:
        return installation.secret_key
    path = installation.data / "secret.key"
    if not path.exists():
        installation.data.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # two processes that start together agree on the first one's key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
