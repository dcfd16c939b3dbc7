"""The public register of topics: what is listened to, why, by which right, by whom and until when (charter rule 3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civicbeat.governance.accounts.needs import for_everybody
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today


@for_everybody
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every topic of every agency, those that run first; for everybody, without signing in."""
    running = [topic for topic in _topics() if topic.ends_on > today()]
    ended = [topic for topic in _topics() if topic.ends_on <= today()]
    return render(request, "web/register.html", {"running": running, "ended": ended})


@for_everybody
@require_GET
def register_json(_request: HttpRequest) -> JsonResponse:
    """The same for programs: ``{"topics": [{"agency", "name", "query", "purpose", …}]}``; days are the city's."""
    return JsonResponse({"topics": [_plain(topic) for topic in _topics()]}, json_dumps_params={"ensure_ascii": False})


def _topics() -> list[Topic]:
    return list(Topic.objects.select_related("agency", "owner").order_by("agency__short_name", "name"))


def _plain(topic: Topic) -> dict[str, Any]:
    return {
        "agency": {"vi": topic.agency.name_vi, "en": topic.agency.name_en},
        "name": topic.name,
        "query": topic.query,
        "purpose": topic.purpose,
        "legal_basis": topic.legal_basis,
        "owner": str(topic.owner),
        "starts_on": topic.starts_on.isoformat(),
        "ends_on": topic.ends_on.isoformat(),
    }
