"""Every address of the portal. Those of the register never change: programs know them."""

from __future__ import annotations

from django.urls import path

from civicbeat.portal.views import register, your_data, your_request

app_name = "portal"

urlpatterns = [
    path("register", register.register, name="register"),
    path("register.json", register.register_json, name="register-json"),
    path("register/feed.atom", register.feed, name="register-feed"),
    path("register/<slug:part>", register.one_part, name="register-part"),
    path("register/<slug:part>.json", register.part_json, name="register-part-json"),
    path("register/<slug:part>.csv", register.part_csv, name="register-part-csv"),
    path("your-data", your_data.your_data, name="your-data"),
    path("your-data/ask", your_data.ask, name="your-data-ask"),
    path("your-request", your_request.your_request, name="your-request"),
    path("du-lieu-cua-ban", your_data.alias, name="du-lieu-cua-ban"),
]
