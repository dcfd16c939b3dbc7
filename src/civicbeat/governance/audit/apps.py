"""The Django app ``audit``."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
