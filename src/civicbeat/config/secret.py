"""The key that signs sessions: given, or made once and kept in the installation's folder."""

from __future__ import annotations

import secrets

from civicbeat.governance.privacy.once import make_once
from civicbeat.records.installation import Installation


def secret_key(installation: Installation) -> str:
    """The installation's key; without ``CIVICBEAT_SECRET_KEY`` one is made at the first start."""
    if installation.secret_key:
        return installation.secret_key
    path = installation.data / "secret.key"
    if not path.exists():
        installation.data.mkdir(parents=True, exist_ok=True)
        make_once(path, secrets.token_urlsafe(50).encode("ascii"))
    return path.read_text(encoding="ascii").strip()
