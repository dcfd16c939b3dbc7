"""*Search*: the free look at posts, and the export of what was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from civicbeat.findings.wanted import SPANS, Wanted, write_filters
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import exports
from civicbeat.listen.looking import export as export_posts
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import CITY_ZONE
from civicbeat.store.question import Group
from civicbeat.web import asking
from civicbeat.web.explaining import explained
from civicbeat.web.labels import ORDERS, label
from civicbeat.web.streaming import streamed
from civicbeat.web.subject import Subject, subject

LEAST_REASON = 8


@needs(Right.LOOK)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The query box, the instrument of time, the facets and the posts; each part is fetched by itself."""
    wanted = Wanted.read(request.GET)
    period = wanted.period()
    context = {
        "wanted": wanted,
        "address": wanted.address(),
        "period": period,
        "from_day": period.local_start.date(),
        "to_day": period.local_end.date(),
        "spans": SPANS,
        "orders": ORDERS,
        "chips": _chips(wanted),
        "filter_texts": write_filters(wanted.filters),
        "forms": exports.FORMS,
    }
    return render(request, "web/search.html", context)


def _chips(wanted: Wanted) -> list[tuple[str, str, str]]:
    """Name of the group, of the value, and the address without it, for every chosen facet."""
    return [
        (f.group.value, label(Group(f.group), value), wanted.address(filters=wanted.toggled(f.group, value)))
        for f in wanted.filters
        for value in f.values
    ]


@needs(Right.READ, Right.EXPORT)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """All that was found, as a file. A reason is asked for and stands in the audit log with the query."""
    form, reason = request.POST.get("form", ""), request.POST.get("reason", "").strip()
    back = f"{request.path.removesuffix('/export')}?{request.GET.urlencode()}"
    if form not in exports.FORMS or len(reason) < LEAST_REASON:
        messages.error(request, _("Say in a few words what the export is for, and choose a format."))
        return redirect(back)
    try:
        batches = export_posts(asking.store(), _under(subject(request), request, reason).look(), form)
    except CivicbeatError as error:
        messages.error(request, explained(error))
        return redirect(back)
    stamp = datetime.now(ZoneInfo(CITY_ZONE)).strftime("%Y%m%d-%H%M")
    return streamed(request, batches, form, f"civicbeat-{stamp}.{form}")


def _under(about: Subject, request: HttpRequest, reason: str) -> Subject:
    return replace(about, scope=asking.scope(request, f"{about.scope.purpose} · {reason}" if about.topic else reason))
