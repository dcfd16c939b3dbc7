"""The ASGI application that ``civicbeat serve`` runs."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from civicbeat.config.bodies import bounded
from civicbeat.config.front import behind

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")

application = behind(bounded(get_asgi_application()), tls=settings.INSTALLATION.tls)
