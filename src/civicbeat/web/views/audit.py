"""*Audit*: who saw, exported, changed or decided what, and why; and the proof that nobody changed it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import for_everybody, needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain, export, signing
from civicbeat.governance.audit.models import Entry, SignedHead
from civicbeat.records.period import day_start
from civicbeat.web import asking
from civicbeat.web.forms import DayInput
from civicbeat.web.views.parts import part

PAGE = 50
_SOURCE = Path(signing.__file__).with_name("verify_audit.py")
PUBLIC_SECONDS = 300


class FilterForm(forms.Form):
    """What is looked for in the log."""

    person = forms.CharField(label=gettext_lazy("Who"), max_length=150, required=False)
    action = forms.CharField(label=gettext_lazy("What was done"), max_length=40, required=False)
    subject = forms.CharField(label=gettext_lazy("To what"), max_length=200, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput())


@needs(Right.AUDIT)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """The log of one's agencies, the newest first. That it is read, and by which filter, is written to it first."""
    by = asking.account(request)
    form = FilterForm(request.GET)
    given = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    told, number = {name: str(value) for name, value in given.items()}, request.GET.get("page", "1")[:9]
    chain.record(_scope(request, by), "look", "audit log", page=number, filter=told)
    page = Paginator(_found(by, given), PAGE).get_page(number)
    shown = {
        "form": form,
        "page": page,
        "address": urlencode(told),
        "head": SignedHead.objects.order_by("-day").first(),
    }
    return render(request, "web/audit.html", shown)


@needs(Right.AUDIT)
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Recomputes the whole chain and says whether it holds."""
    by = asking.account(request)
    chain.record(_scope(request, by), "verify")
    return part(request, "web/audit_proof.html", {"proof": chain.verify()}, gettext_lazy("Proof of the log"))


@needs(Right.AUDIT)
@require_POST
def export_log(request: HttpRequest) -> StreamingHttpResponse:
    """The log as lines of JSON, for the published verifier; of other agencies the digests alone."""
    by = asking.account(request)
    agencies = _agencies(by)
    chain.record(_scope(request, by), "export", "audit log")

    def sent() -> Iterator[bytes]:
        yield from export.lines(agencies)

    response = StreamingHttpResponse(sent(), content_type="application/x-ndjson")
    response.headers["Content-Disposition"] = 'attachment; filename="civicbeat-audit.jsonl"'
    return response


@for_everybody
@require_GET
def heads(_request: HttpRequest) -> JsonResponse:
    """Public keys and signed heads, for whoever wants to keep them where nobody here can reach."""
    response = JsonResponse(signing.published())
    response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return response


@for_everybody
@require_GET
def verifier(_request: HttpRequest) -> HttpResponse:
    """The program that verifies an exported log: a page of Python that anybody can read."""
    response = HttpResponse(_SOURCE.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_audit.py"'
    return response


def _found(by: Account, given: dict[str, Any]) -> QuerySet[Entry]:
    entries = Entry.objects.filter(agency__in=_agencies(by))
    for name in ("person", "action"):
        if name in given:
            entries = entries.filter(**{name: given[name]})
    if "subject" in given:
        entries = entries.filter(subject__icontains=given["subject"])
    if "since" in given:
        entries = entries.filter(moment__gte=day_start(given["since"]))
    if "until" in given:
        entries = entries.filter(moment__lt=day_start(given["until"] + timedelta(days=1)))
    return entries.order_by("-number")


def _agencies(by: Account) -> frozenset[str]:
    """Whose entries somebody may read; at the top of a tree also what was done at the machine and by the program."""
    found = by.agency.names_below()
    return found | {"operator", "civicbeat"} if by.agency.parent is None else found


def _scope(request: HttpRequest, by: Account) -> Any:
    return by.scope(asking.reason(request) or _("Reading the audit log"))
