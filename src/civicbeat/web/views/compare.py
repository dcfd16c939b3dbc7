"""*Compare*: two periods beside each other, and what the change between them is made of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from civicbeat.findings.change import GROUPS
from civicbeat.findings.wanted import Wanted
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.store.question import Group
from civicbeat.web.changes import MEASURES
from civicbeat.web.labels import GROUPS as GROUP_NAMES
from civicbeat.web.subject import last_moment
from civicbeat.web.views.findings import page_about

SPAN = "7d"


@needs(Right.LOOK)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """A subject in two periods; the address says by what the change is taken apart, and whether negative posts are."""
    wanted = Wanted.read(request.GET, span=SPAN)
    asked, measured = request.GET.get("by", ""), request.GET.get("of", "")
    by = asked if asked in {group.value for group in GROUPS} else GROUPS[0].value
    of = measured if measured in MEASURES else MEASURES[0]
    period, other = wanted.period(), wanted.other_period()
    page = {
        **page_about(request, wanted),
        "by": by,
        "of": of,
        "change": f"change-{of}-{by}",
        "groups": [(group.value, _("Stories") if group is Group.STORY else GROUP_NAMES[group]) for group in GROUPS],
        "measures": [("posts", _("All posts")), ("negative", _("Negative posts"))],
        "period": period,
        "last": last_moment(period),
        "other": other,
        "other_last": last_moment(other),
        "just_before": wanted.address(versus=""),
    }
    return render(request, "web/compare.html", page)
