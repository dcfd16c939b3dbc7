"""The ASGI application that ``civicbeat serve`` runs."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from civicbeat.config.bodies import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")

application = bounded(get_asgi_application())
