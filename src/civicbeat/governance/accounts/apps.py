"""The Django app ``accounts``."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
