"""*Now*: what is being said at this moment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from civicbeat.findings.wanted import Wanted
from civicbeat.governance.accounts.deny import must_have_factor, rights
from civicbeat.governance.accounts.needs import for_the_signed_in
from civicbeat.governance.accounts.rights import Right
from civicbeat.web import asking
from civicbeat.web.context import places

SPANS = ("24h", "7d", "30d")


@for_the_signed_in
def now(request: HttpRequest) -> HttpResponse:
    """The overview; before the first post came, the next steps instead; whose role has no figures begins elsewhere."""
    must_have_factor(asking.account(request))
    if Right.LOOK not in rights(request):
        return redirect(places(request)[0][0])
    wanted = Wanted.read(request.GET, span="24h")
    span = wanted.span if wanted.span in SPANS else "24h"
    pulse = asking.store().pulse()
    context = {"span": span, "spans": SPANS, "address": f"span={span}", "pulse": pulse}
    return render(request, "web/now.html" if pulse.posts else "web/first_run.html", context)
