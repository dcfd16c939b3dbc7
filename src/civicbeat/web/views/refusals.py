"""Queries about persons: asking that one be allowed after all, and a steward's decision on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.findings.wanted import LONGEST_QUERY
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.topics import refusing
from civicbeat.governance.topics.models import Refusal
from civicbeat.records.errors import CivicbeatError
from civicbeat.web import asking
from civicbeat.web.doing import done
from civicbeat.web.explaining import explained

DECIDED_SHOWN = 50


@needs(Right.LOOK)
@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest) -> HttpResponse:
    """Says why a query was refused, and asks a steward to allow it."""
    query = (request.POST.get("q") or request.GET.get("q", ""))[:LONGEST_QUERY]
    shown = {"query": query, "least": refusing.LEAST_REASON}
    if request.method == "POST":
        try:
            refusing.contest(asking.account(request), query, request.POST.get("why", ""))
        except CivicbeatError as error:
            return render(request, "web/contest.html", {**shown, "explained": explained(error)})
        messages.success(request, _("A data steward will decide. Until then the query stays refused."))
        return redirect("web:search")
    return render(request, "web/contest.html", shown)


@needs(Right.OVERRIDE)
@require_GET
def refusals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    by = asking.account(request)
    decided = Refusal.objects.filter(agency__in=by.agency.below()).exclude(decided_at=None).select_related("agency")
    return render(
        request,
        "web/refusals.html",
        {"waiting": refusing.waiting(by), "decided": decided.order_by("-decided_at")[:DECIDED_SHOWN]},
    )


@needs(Right.OVERRIDE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Allows a refused query, or leaves it refused."""
    by = asking.account(request)
    refused = get_object_or_404(Refusal, pk=pk, agency__in=by.agency.below())
    allowed, reason = request.POST.get("decision") == "allow", request.POST.get("reason", "")
    done(request, lambda: refusing.decide(by, refused, allowed=allowed, reason=reason))
    return redirect("web:refusals")
