"""*What is there*: what can be followed at a pasted address, and following it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.listen.offering import offers, take_up
from civicbeat.records.errors import CivicbeatError
from civicbeat.web import asking
from civicbeat.web.explaining import explained
from civicbeat.web.forms import LookForm, OfferForm


@needs(Right.SOURCES)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Shows what can be followed at an address."""
    form = LookForm(request.POST)
    found = offers(form.cleaned_data["place"]) if form.is_valid() else ()
    shown = {"look": form, "offers": found, "looked": form.is_valid()}
    return render(request, "web/offers.html", shown, status=200 if form.is_valid() else 400)


@needs(Right.SOURCES)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Follows one of the offers."""
    form = OfferForm(request.POST)
    if not form.is_valid():
        return render(request, "web/offers.html", {"look": LookForm(), "refused": form}, status=400)
    try:
        followed = take_up(**form.cleaned_data, added_by=asking.account(request))
    except CivicbeatError as error:
        form.add_error(None, explained(error))
        return render(request, "web/offers.html", {"look": LookForm(), "refused": form}, status=400)
    scope = asking.scope(request, asking.reason(request) or _("Following public sources"))
    chain.record(scope, "follow", followed.name)
    messages.success(
        request, _("%(name)s is followed now; its first posts come in a minute.") % {"name": followed.title}
    )
    return redirect("web:sources")
