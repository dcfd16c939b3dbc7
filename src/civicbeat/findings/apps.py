"""The Django app ``findings``."""

from __future__ import annotations

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.findings"
    label = "findings"
    default_auto_field = "django.db.models.BigAutoField"
