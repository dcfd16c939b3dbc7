"""*A source*: adding one of any kind, trying it before it is followed, and seeing how one fares and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.governance.topics.models import Topic
from civicbeat.listen.beat import current
from civicbeat.listen.collect import DELIVERED
from civicbeat.listen.follow import KINDS, build, follow, policy_of, source_of
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.quotas import begins_anew, used
from civicbeat.listen.serving import must_serve, serve
from civicbeat.listen.terms import own
from civicbeat.listen.trying import Tried, tried
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import Period, today
from civicbeat.sources.keys import variable
from civicbeat.sources.policy import Quota
from civicbeat.sources.webhook.source import key_name
from civicbeat.web import asking
from civicbeat.web.doing import number
from civicbeat.web.explaining import explained, sentence
from civicbeat.web.forms import LookForm
from civicbeat.web.health import health
from civicbeat.web.labels import SOURCE_KINDS
from civicbeat.web.source_forms import SourceForm

DAYS = 14
GAPS_SHOWN = 20


@needs(Right.SOURCES)
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of source that can be followed, with what it is and what it needs."""
    known = [(kind, SOURCE_KINDS[kind], policy_of(kind)) for kind in KINDS]
    return render(request, "web/source_kinds.html", {"known": known, "look": LookForm()})


@needs(Right.SOURCES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a kind; what was filled in is tried, or followed."""
    if kind not in KINDS:
        raise Http404
    if request.method == "GET":
        return _form(request, kind, SourceForm(kind))
    form = SourceForm(kind, request.POST)
    if not form.is_valid():
        return _form(request, kind, form, status=400)
    try:
        if request.POST.get("do") == "try":
            return _form(request, kind, form, shown=_tried(request, kind, form))
        followed = _follow(request, kind, form)
    except CivicbeatError as error:
        form.add_error(None, explained(error))
        return _form(request, kind, form, status=400)
    said = _("%(name)s is followed now; its first posts come in a minute.") % {"name": followed.title}
    messages.success(request, said)
    return redirect("web:sources-detail", followed.pk)


def _form(
    request: HttpRequest, kind: str, form: SourceForm, *, shown: Tried | None = None, status: int = 200
) -> HttpResponse:
    told, what = SOURCE_KINDS[kind]
    page = {"kind": kind, "name": told, "what": what, "policy": policy_of(kind), "form": form, "tried": shown}
    if shown is not None and shown.problem is not None:
        page["problem"] = explained(shown.problem)
    return render(request, "web/source_form.html", page, status=status)


def _tried(request: HttpRequest, kind: str, form: SourceForm) -> Tried:
    """A look at posts like any other: it is logged before anything is read."""
    source = source_of(kind, form.cleaned_data)
    scope = asking.scope(request, asking.reason(request) or _("Following public sources"))
    chain.record(scope, "try", kind)
    return tried(current(), source)


def _follow(request: HttpRequest, kind: str, form: SourceForm) -> FollowedSource:
    given = form.cleaned_data
    followed = follow(kind, given, title=given.get("title", ""), added_by=asking.account(request))
    scope = asking.scope(request, asking.reason(request) or _("Following public sources"))
    chain.record(scope, "follow", followed.name)
    return followed


@needs(Right.COVERAGE)
@require_GET
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """How one source fares: its readings, what it gave, what was set aside and why, its rules and its quota."""
    followed = get_object_or_404(FollowedSource, pk=pk)
    now = datetime.now(UTC)
    told, what = SOURCE_KINDS.get(followed.kind, (followed.kind, ""))
    page = {
        "source": followed,
        "health": health(followed),
        "kind": told,
        "what": what,
        "days": followed.days.all()[:DAYS],
        "gaps": asking.store().coverage(Period(now - timedelta(days=DAYS), now), [followed.name]).gaps[-GAPS_SHOWN:],
        "shape": json.dumps(followed.sample, ensure_ascii=False, indent=2) if followed.sample else "",
        "now": now,
        "delivery": _delivery(request, followed),
        "serves": set(followed.topics.values_list("pk", flat=True)),
        "for_others": followed.topics.exclude(agency=asking.account(request).agency).select_related("agency"),
        "topics": Topic.objects.filter(agency=asking.account(request).agency, ends_on__gt=today()),
    }
    try:
        made = build(followed)
    except CivicbeatError as error:
        page["broken"] = explained(error)
    else:
        filled = [(sentence(option.label), _written(followed.options.get(option.name))) for option in made.options]
        page |= {"policy": made.policy, "own": own(followed.name, made.policy), "quota": _quota(made.policy.quota, now)}
        page["filled"] = [(label, value) for label, value in filled if value]
    return render(request, "web/source.html", page)


def _delivery(request: HttpRequest, followed: FollowedSource) -> dict[str, str] | None:
    """Where a webhook delivers, and under which name its secret is kept; ``None`` for what is read."""
    if followed.kind != DELIVERED:
        return None
    address = request.build_absolute_uri(reverse("web:intake", args=[followed.name]))
    return {"address": address, "key": variable(key_name(followed.name))}


def _written(value: object) -> str:
    """What was filled in, as a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _quota(quota: Quota | None, now: datetime) -> dict[str, object] | None:
    if quota is None:
        return None
    spent = used(quota, now)
    share = min(100.0, 100 * spent / quota.units)
    return {"key": quota.key, "used": spent, "units": quota.units, "share": share, "anew": begins_anew(quota, now)}


@needs(Right.SOURCES)
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads a source now, looks at its older posts again, pauses it or goes on, or stops following it."""
    followed = get_object_or_404(FollowedSource, pk=pk)
    do = request.POST.get("do", "")
    if do not in ACTS:
        raise Http404
    scope = asking.scope(request, asking.reason(request) or _("Health of the sources"))
    chain.record(scope, do, followed.name)
    if do == "serve":
        mine = Topic.objects.filter(agency=asking.account(request).agency)
        numbers = [known for text in request.POST.getlist("topic") if (known := number(text)) is not None]
        serve(asking.account(request), followed, mine.filter(pk__in=numbers))
        return redirect("web:sources-detail", pk)
    if do in ("read", "resume"):
        try:
            must_serve(followed)
        except CivicbeatError as error:
            messages.error(request, explained(error))
            return redirect("web:sources-detail", pk)
    if do == "stop":
        followed.delete()
        messages.success(request, _("%(name)s is no longer followed; its posts stay.") % {"name": followed.title})
        return redirect("web:sources")
    FollowedSource.objects.filter(pk=pk).update(**ACTS[do]())
    return redirect("web:sources-detail", pk)


ACTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "read": lambda: {"due_at": datetime.now(UTC), "paused": False},
    "recheck": lambda: {"recheck_due_at": datetime.now(UTC)},
    "pause": lambda: {"paused": True},
    "resume": lambda: {"paused": False},
    "serve": dict,
    "stop": dict,
}
