"""*Your request*: how it stands, for whoever has its number and secret; and what they can do meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from civicbeat.governance.accounts.needs import for_everybody
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.models import Step, SubjectRequest
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Did
from civicbeat.listen.beat import current
from civicbeat.listen.looking_again import can_be_looked_at
from civicbeat.portal.forms import KnownForm
from civicbeat.portal.limits import TRIES, within
from civicbeat.portal.views.your_data import limited
from civicbeat.records.errors import CivicbeatError, NotAllowed


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def your_request(request: HttpRequest) -> HttpResponse:
    """How a request stands; with ``act`` something is done about it first."""
    form = KnownForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, {"form": form}, 400 if form.is_bound else 200)
    if not within(request, TRIES):
        return limited(request)
    given = form.cleaned_data
    found = cases.known(given["number"], given["secret"])
    if found is None:
        form.add_error(None, _("No request has this number and secret. Check both; small letters do as well."))
        return _shown(request, {"form": form}, 400)
    problem = _acted(request.POST.get("act", ""), found, given["words"])
    shown = {"form": form, "problem": problem, **_status(found, given["secret"])}
    return _shown(request, shown, 400 if problem else 200)


def _acted(act: str, found: SubjectRequest, words: str) -> str:
    """Does what was asked and gives what is wrong with it, if anything."""
    if act not in ACTS:
        return ""
    try:
        ACTS[act](found, words)
    except NotAllowed:
        return _("That cannot be done now. Look at what is written below.")
    except CivicbeatError:
        return _("Write something first.")
    return ""


def _say(found: SubjectRequest, words: str) -> None:
    cases.say(found, words, sealer(current().installation.keys))


ACTS: Mapping[str, Callable[[SubjectRequest, str], None]] = {
    "look": lambda found, _words: cases.want_look(found),
    "say": _say,
    "withdraw": lambda found, _words: cases.withdraw(found),
}


def _status(found: SubjectRequest, secret: str) -> dict[str, Any]:
    sealed = sealer(current().installation.keys)
    ids = [int(number) for number in found.posts]
    return {
        "made": found,
        "secret": secret,
        "steps": [_step(step, sealed) for step in found.steps.all()],
        "checkable": found.is_open and bool(ids) and can_be_looked_at(current(), ids),
        "held": current().store.held(ids),
    }


def _step(step: Step, sealed: Sealer) -> dict[str, Any]:
    words = sealed.open(bytes(step.words)) if step.words else None
    return {"step": step, "label": Did(step.did).label, "words": words}


def _shown(request: HttpRequest, shown: dict[str, Any], status: int) -> HttpResponse:
    page = "your_request" if "made" in shown else "known"
    response = render(request, f"portal/{page}.html", {"place": "your-request", **shown}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
