"""The Django app ``listen``."""

from __future__ import annotations

from django.apps import AppConfig


class ListenConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.listen"
    label = "listen"
    default_auto_field = "django.db.models.BigAutoField"
