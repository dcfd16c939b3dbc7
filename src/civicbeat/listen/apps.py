"""The Django app ``listen``."""

from __future__ import annotations

from django.apps import AppConfig


class ListenConfig(AppConfig):
    """Registers the app under its short label."""

    name = "civicbeat.listen"
    label = "listen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Begins to note what people take away."""
        from civicbeat.listen.backups import noting  # noqa: PLC0415  # it needs the models of every app

        noting.begin()
