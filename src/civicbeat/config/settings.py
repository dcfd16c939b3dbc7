"""Django settings, all of them decided by the installation."""

from __future__ import annotations

from civicbeat.records.installation import Installation

INSTALLATION = Installation.from_environment()

SECRET_KEY = INSTALLATION.secret_key or "placeholder"
INSTALLED_APPS: list[str] = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": INSTALLATION.records}}
USE_TZ = True
