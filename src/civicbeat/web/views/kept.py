"""Kept findings: one finding goes to another agency without its topic; what others give is seen here."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.findings.keeping.content import written
from civicbeat.findings.keeping.opening import opened
from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.topics import keeping
from civicbeat.governance.topics.models import Giving, KeptFinding, Topic
from civicbeat.records.errors import CivicbeatError, ModelSwitchedOff
from civicbeat.web import asking
from civicbeat.web.doing import done, number
from civicbeat.web.explaining import explained, what_happened
from civicbeat.web.keeping import KINDS, frozen, kind_of
from civicbeat.web.kept import drawn
from civicbeat.web.subject import my_topic


@needs(Right.LOOK)
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """The findings that other agencies give this one, and those it keeps itself; each is opened by itself."""
    agency = asking.account(request).agency
    own = KeptFinding.objects.standing().filter(topic__agency=agency).select_related("topic")
    shown = {
        "received": [(given, KINDS[given.kept.kind]) for given in keeping.received(agency)],
        "own": [(kept, KINDS[kept.kind], kept.givings.open().count()) for kept in own],
    }
    return render(request, "web/kept_findings.html", shown)


@needs(Right.SHARE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keeps the finding that the address names as it is now, for a topic; it is given to nobody yet."""
    name = request.GET.get("name", "")
    kind = kind_of(name)
    if not kind:
        raise Http404
    by = asking.account(request)
    fixed = my_topic(request, int(found)) if (found := request.GET.get("topic", "")).isdecimal() else None
    mine = [fixed] if fixed else list(Topic.objects.running().filter(agency=by.agency))
    if request.method == "POST":
        chosen = number(request.POST.get("for", ""))
        topic = next((one for one in mine if one.pk == chosen), None)
        if topic is None:
            raise Http404
        return _kept(request, name, topic)
    shown = {"kind": KINDS[kind], "mine": mine, "fixed": fixed, "asked": request.GET.get("q", "")}
    return render(request, "web/kept_new.html", shown)


def _kept(request: HttpRequest, name: str, topic: Topic) -> HttpResponse:
    made: list[KeptFinding] = []

    def keep() -> None:
        content = frozen(request, name, topic)
        made.append(keeping.keep(asking.account(request), topic, content.kind, written(content)))

    if done(request, keep):
        return redirect("web:kept-one", made[0].key)
    return redirect(request.get_full_path())


@needs(Right.LOOK)
@require_GET
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A kept finding as it was; the agency that keeps it gives it to others here, and takes it back."""
    by = asking.account(request)
    kept = _seen(request, key)
    own = kept.topic.agency_id == by.agency_id
    shown: dict[str, Any] = {"kept": kept, "own": own, "kind": KINDS[kept.kind], "topic": kept.topic if own else None}
    try:
        shown |= drawn(opened(by, kept))
    except ModelSwitchedOff as error:
        shown |= {"silent": error.model, "explained": what_happened(error)}
    except CivicbeatError as error:
        shown |= {"explained": explained(error)}
    givings = list(kept.givings.select_related("agency"))
    if own:
        having = [given for given in givings if not given.ended_at]
        others = Agency.objects.exclude(pk__in=[by.agency_id, *(given.agency_id for given in having)])
        shown |= {"having": having, "ended": [given for given in givings if given.ended_at], "others": others}
    else:
        shown["given"] = next(given for given in givings if given.agency_id == by.agency_id and not given.ended_at)
    return render(request, "web/kept.html", shown)


@needs(Right.SHARE)
@require_POST
def give(request: HttpRequest, key: str) -> HttpResponse:
    """Lets another agency look at it."""
    by, kept = asking.account(request), _own(request, key)
    agency = get_object_or_404(Agency, short_name=request.POST.get("agency", ""))
    done(request, lambda: keeping.give(by, kept, agency, request.POST.get("reason", "")))
    return redirect("web:kept-one", key)


@needs(Right.SHARE)
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """Takes it back from an agency, or gives it up."""
    by, kept = asking.account(request), _seen(request, key)
    own = kept.topic.agency_id == by.agency_id
    whose = {"agency__short_name": request.POST.get("agency", "")} if own else {"agency": by.agency}
    given = get_object_or_404(Giving.objects.open().select_related("kept__topic", "agency"), kept=kept, **whose)
    is_done = done(request, lambda: keeping.end(by, given, request.POST.get("reason", "")))
    return redirect("web:kept-one", key) if own or not is_done else redirect("web:kept")


@needs(Right.SHARE)
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Removes it here and wherever it was given."""
    by, kept = asking.account(request), _own(request, key)
    if done(request, lambda: keeping.remove(by, kept, request.POST.get("reason", ""))):
        return redirect("web:kept")
    return redirect("web:kept-one", key)


def _seen(request: HttpRequest, key: str) -> KeptFinding:
    """One that the person's agency keeps or was given."""
    seen = KeptFinding.objects.seen_by(asking.account(request).agency).select_related("topic__agency")
    return get_object_or_404(seen.distinct(), key=key)


def _own(request: HttpRequest, key: str) -> KeptFinding:
    """One that the person's agency keeps."""
    own = KeptFinding.objects.standing().filter(topic__agency=asking.account(request).agency)
    return get_object_or_404(own.select_related("topic__agency"), key=key)
