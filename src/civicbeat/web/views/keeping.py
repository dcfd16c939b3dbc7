"""*How long posts are kept*: the terms of each source, and the steward's decision on the institution's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import terms
from civicbeat.listen.labels import titles
from civicbeat.listen.models import Term
from civicbeat.records.errors import CivicbeatError, ScopeMissing
from civicbeat.web import asking
from civicbeat.web.explaining import explained


@needs(Right.COVERAGE)
@require_GET
def keeping(request: HttpRequest) -> HttpResponse:
    """How long the posts of each source are kept, what was decided and why."""
    named = titles()
    shown = {
        "kept": [(one, named.get(one.source) or one.source) for one in terms.kept()],
        "for_all": terms.for_all().days,
        "decisions": [(one, named.get(one.source) or one.source) for one in Term.objects.all()],
        "longest": terms.LONGEST.days,
        "notice": terms.NOTICE.days,
        "least": terms.LEAST_REASON,
        "most": terms.LONGEST_REASON,
    }
    return render(request, "web/keeping.html", shown)


@needs(Right.RETENTION)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Sets the term of a source, or of all whose place sets none."""
    by, source, typed = asking.account(request), request.POST.get("source", ""), request.POST.get("days", "").strip()
    days = None if request.POST.get("back") else int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    try:
        terms.decide(by.scope(request.POST.get("reason", "")), str(by), source, days)
    except ScopeMissing:
        messages.error(request, _("Say why: everybody reads it in the public register."))
    except CivicbeatError as error:
        messages.error(request, explained(error))
    else:
        messages.success(request, _("Decided. It stands in the public register."))
    return redirect("web:sources-keeping")
