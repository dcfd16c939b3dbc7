"""The Django app ``portal``."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
