"""What is answered where somebody may not come: a problem to a program, a page to a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from civicbeat.api import problems
from civicbeat.governance.accounts.deny import SecondFactorMissing

API = "/api/"


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer 403, or to a program whose account is not known 401."""
    if not request.path.startswith(API):
        if isinstance(exception, SecondFactorMissing):
            return _led_to("mfa_index", request)
        return render(request, "403.html", status=403)
    if not request.user.is_authenticated:
        return problems.nobody()
    return problems.problem(403, "NotAllowed", "Your role does not cover this.", "Ask who gives the roles.")


def _led_to(name: str, request: HttpRequest) -> HttpResponse:
    """The whole page is led there, also where only a part of one was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)
