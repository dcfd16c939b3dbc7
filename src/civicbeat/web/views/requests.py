"""*Requests*: what people ask about what is held of them, answered in time by a named person, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_http_methods

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.cases import ANSWERING, LONGEST_WORDS
from civicbeat.governance.requests.models import Incident, SubjectRequest
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Did, Proof, State, Wish
from civicbeat.listen import answering, subjects
from civicbeat.listen.beat import current
from civicbeat.listen.labels import corrections
from civicbeat.records.errors import CivicbeatError
from civicbeat.web import asking
from civicbeat.web.explaining import explained

CLOSED_SHOWN = 20
LATE, SOON = 0, 3
"""Working days left below which a request stands out."""
COMPLAIN = gettext_lazy(
    "If you do not agree, you may complain to this institution, to the authority for the protection of personal data "
    "(in Vietnam the Ministry of Public Security, baovedlcn.gov.vn), or go to court."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the list, and whether its time is ``late``, ``soon`` or neither."""

    request: SubjectRequest
    pressing: str


class AnswerForm(forms.Form):
    """What the person reads."""

    said = forms.CharField(
        label=gettext_lazy("What the person reads: the decision and why"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    complain = forms.CharField(
        label=gettext_lazy("Where they can complain (added to a refusal)"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LabelForm(forms.Form):
    """Which labels are right."""

    sentiment = forms.ChoiceField(label=gettext_lazy("Sentiment"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in corrections(_("as it is")).items():
            cast("forms.ChoiceField", self.fields[name]).choices = choices


@needs(Right.REQUESTS)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Those that wait, the most pressing first, then those that were closed lately."""
    waiting = sorted(SubjectRequest.objects.filter(state=State.OPEN), key=lambda one: (one.decide_by, one.pk))
    closed = SubjectRequest.objects.exclude(state=State.OPEN).order_by("-closed_at")[:CLOSED_SHOWN]
    shown = {
        "waiting": [Line(one, _pressing(one)) for one in waiting],
        "closed": closed,
        "incidents": Incident.objects.filter(closed_at=None).count(),
    }
    return render(request, "web/requests.html", shown)


@needs(Right.REQUESTS)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One request with what its person wrote and the posts it is about; that they were looked at is written first."""
    found = get_object_or_404(SubjectRequest, number=number)
    by = asking.account(request)
    problem = None
    if request.method == "POST":
        try:
            ACTS.get(request.POST.get("act", ""), _nothing)(by, found, request.POST)
            messages.success(request, _("Done. It stands in the audit log."))
            return redirect("web:requests-one", number)
        except CivicbeatError as error:
            problem = explained(error)
    chain.record(by.scope(ANSWERING), "look", f"request {found.number}", posts=len(found.posts))
    return render(request, "web/request.html", _shown(found, problem), status=400 if problem else 200)


def _shown(found: SubjectRequest, problem: str | None) -> dict[str, Any]:
    sealed = sealer(current().installation.keys)
    with override(found.language):
        complain = str(COMPLAIN)
    first = found.themes[0] if found.themes else ""
    return {
        "found": found,
        "pressing": _pressing(found),
        "steps": [(step, Did(step.did).label, _opened(sealed, step.words)) for step in found.steps.all()],
        "contact": _opened(sealed, found.contact),
        "posts": current().store.held(answering.posts_of(found)),
        "answer": AnswerForm(initial={"complain": complain}),
        "labels": LabelForm(initial={"sentiment": found.sentiment, "theme": first}),
        "corrects": found.wish == Wish.CORRECT,
        "explained": problem,
    }


def _opened(sealed: Sealer, words: bytes | memoryview) -> str:
    """What a person wrote; empty where they wrote nothing or it was forgotten."""
    return sealed.open(bytes(words)) or "" if words else ""


def _pressing(found: SubjectRequest) -> str:
    if not found.is_open:
        return ""
    return "late" if found.days_left < LATE else "soon" if found.days_left <= SOON else ""


Given = Mapping[str, Any]


def _grant(by: Account, found: SubjectRequest, given: Given) -> None:
    proof = Proof(found.proof) if found.proof else Proof.PERSON
    answering.grant(current(), found, str(given.get("said", "")), proof=proof, by=by)


def _refuse(by: Account, found: SubjectRequest, given: Given) -> None:
    said, complain = (str(given.get(name, "")).strip() for name in ("said", "complain"))
    whole = f"{said}\n\n{complain}" if said and complain else said
    cases.close(found, State.REFUSED, whole, proof=Proof(found.proof), by=by)


def _ask(by: Account, found: SubjectRequest, given: Given) -> None:
    cases.ask(by, found, str(given.get("said", "")))


def _prolong(by: Account, found: SubjectRequest, given: Given) -> None:
    cases.prolong(by, found, str(given.get("said", "")))


def _find(by: Account, found: SubjectRequest, given: Given) -> None:
    ids = subjects.find(current(), str(given.get("what", ""))[:20_000])
    cases.name_posts(by, found, ids if len(ids) <= subjects.MOST else ())


def _label(by: Account, found: SubjectRequest, given: Given) -> None:
    form = LabelForm(given)
    if form.is_valid():
        theme = form.cleaned_data["theme"]
        cases.name_labels(by, found, form.cleaned_data["sentiment"], [theme] if theme else [])


def _nothing(_by: Account, _found: SubjectRequest, _given: Given) -> None:
    """Something that nobody can press."""


ACTS: Mapping[str, Callable[[Account, SubjectRequest, Given], None]] = {
    "grant": _grant,
    "refuse": _refuse,
    "ask": _ask,
    "prolong": _prolong,
    "find": _find,
    "label": _label,
}
