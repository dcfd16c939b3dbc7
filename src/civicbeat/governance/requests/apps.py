"""The Django app ``requests``."""

from __future__ import annotations

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"
