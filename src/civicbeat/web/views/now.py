"""*Now*: what is being said at this moment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from civicbeat.findings.wanted import Wanted
from civicbeat.web import asking

SPANS = ("24h", "7d", "30d")


def now(request: HttpRequest) -> HttpResponse:
    """The overview; before the first post came, the next steps instead."""
    wanted = Wanted.read(request.GET, span="24h")
    span = wanted.span if wanted.span in SPANS else "24h"
    pulse = asking.store().pulse()
    context = {"span": span, "spans": SPANS, "address": f"span={span}", "pulse": pulse}
    return render(request, "web/now.html" if pulse.posts else "web/first_run.html", context)
