"""Every address of the program."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("civicbeat.api.urls")),
    path("account/", include("civicbeat.web.signing")),
    path("", include("civicbeat.portal.urls")),
    path("", include("civicbeat.web.urls")),
]

handler403 = "civicbeat.config.refusing.refused"
