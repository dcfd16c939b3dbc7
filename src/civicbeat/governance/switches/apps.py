"""The Django app ``switches``."""

from __future__ import annotations

from django.apps import AppConfig


class SwitchesConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.switches"
    label = "switches"
    default_auto_field = "django.db.models.BigAutoField"
