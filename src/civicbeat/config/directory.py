"""The institution's own directory, by which its people may sign in (OpenID Connect)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from civicbeat.records.installation import Installation

PROVIDER = "directory"
"""What the directory is called in addresses."""


def directory(installation: Installation) -> dict[str, Any]:
    """What django-allauth wants to know of the directory; nothing where none is set."""
    if not installation.directory_url:
        return {}
    app = {
        "provider_id": PROVIDER,
        "name": PROVIDER,
        "client_id": installation.directory_client,
        "secret": installation.directory_secret,
        "settings": {"server_url": installation.directory_url, "uid_field": installation.directory_claim},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile"]}}


def origins(installation: Installation) -> tuple[str, ...]:
    """Where a form may lead to besides civicbeat: the directory's sign-in page, for the content security policy."""
    if not installation.directory_url:
        return ()
    parts = urlsplit(installation.directory_url)
    return (f"{parts.scheme}://{parts.netloc}",)
