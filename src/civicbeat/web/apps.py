"""The Django app ``web``."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.web"
    label = "web"
