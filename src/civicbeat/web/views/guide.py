"""The guide to the query language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from civicbeat.enrich.themes.taxonomy import themes
from civicbeat.governance.accounts.needs import for_the_signed_in


@for_the_signed_in
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """What can be typed into the query box, with examples that can be tried."""
    vietnamese = get_language() != "en"
    rows = [(t.id, t.name_vi, t.definition_vi) if vietnamese else (t.id, t.name_en, t.definition_en) for t in themes()]
    return render(request, "web/guide.html", {"themes": rows})
