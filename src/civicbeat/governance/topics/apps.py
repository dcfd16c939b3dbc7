"""The Django app ``topics``."""

from __future__ import annotations

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.topics"
    label = "topics"
    default_auto_field = "django.db.models.BigAutoField"
