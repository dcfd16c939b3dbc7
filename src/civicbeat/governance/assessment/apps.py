"""The Django app ``assessment``."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.governance.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
