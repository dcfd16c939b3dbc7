"""Incidents: what went wrong with what is held, when it was noticed and reported, and what was done."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civicbeat.governance.requests.models import Incident
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, both, in_both


def _rows() -> Sequence[Row]:
    return [_row(incident) for incident in Incident.objects.all()]


def _row(incident: Incident) -> Row:
    took = incident.hours_to_report
    return {
        "noticed_at": incident.noticed_at,
        "what": incident.what,
        "report_by": incident.report_by,
        "reported_at": incident.reported_at,
        "hours_to_report": None if took is None else round(took),
        "not_reported_because": incident.not_reported_because or None,
        "people_told_at": incident.people_told_at,
        "done": incident.done or None,
        "closed_at": incident.closed_at,
    }


def _brief() -> Both:
    count = Incident.objects.count()
    if not count:
        return both(_("none was entered"))
    return in_both(lambda: ngettext("%(n)s incident was entered", "%(n)s incidents were entered", count) % {"n": count})


INCIDENTS = Part(
    slug="incidents",
    title=_("What went wrong"),
    lead=_(
        "Incidents with personal data: what happened, when it was noticed, when the authority and the people concerned "
        "were told, and what was done. The authority must be told within 72 hours."
    ),
    columns=(
        Column("noticed_at", _("Noticed")),
        Column("what", _("What happened"), wide=True),
        Column("report_by", _("To be reported by")),
        Column("reported_at", _("Reported to the authority")),
        Column("hours_to_report", _("Hours until the report")),
        Column("not_reported_because", _("Not to be reported, because"), wide=True),
        Column("people_told_at", _("People concerned told")),
        Column("done", _("What was done about it"), wide=True),
        Column("closed_at", _("Closed")),
    ),
    rows=_rows,
    brief=_brief,
    told_once=9,
)
