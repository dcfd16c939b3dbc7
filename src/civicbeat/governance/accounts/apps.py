"""The Django app ``accounts``."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sign-ins are noted from here on; only now are there models."""
        from civicbeat.governance.accounts import noting  # noqa: PLC0415

        noting.listen()
