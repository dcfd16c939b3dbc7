"""*Trends*: where talk rose unusually, and what is to come."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from civicbeat.findings.trends import HORIZONS
from civicbeat.findings.wanted import Wanted
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.web.trends import ALARMS
from civicbeat.web.views.findings import page_about

SPAN, HORIZON, RATE = "7d", "24h", "usual"


@needs(Right.LOOK)
@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """A subject's past and what is to come; the address says how far ahead, and how many false alarms are borne."""
    wanted = Wanted.read(request.GET, span=SPAN)
    asked, borne = request.GET.get("ahead", ""), request.GET.get("alarms", "")
    ahead = asked if asked in HORIZONS else HORIZON
    alarms = borne if borne in ALARMS else RATE
    page = {
        **page_about(request, wanted),
        "ahead": ahead,
        "alarms": alarms,
        "trend": f"trend-{ahead}-{alarms}",
        "shown": [("24h", _("24 hours")), ("7d", _("7 days")), ("30d", _("30 days")), ("90d", _("90 days"))],
        "horizons": [("24h", _("24 hours")), ("7d", _("7 days")), ("14d", _("14 days"))],
        "alarm_rates": [(name, _rate(rate)) for name, rate in ALARMS.items()],
    }
    return render(request, "web/trends.html", page)


def _rate(a_week: float) -> str:
    if a_week < 1:
        weeks = round(1 / a_week)
        return ngettext("one in %(n)s week", "one in %(n)s weeks", weeks) % {"n": weeks}
    count = round(a_week)
    return ngettext("%(n)s a week", "%(n)s a week", count) % {"n": count}
