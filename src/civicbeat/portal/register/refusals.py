"""Refusals: queries about persons that the program refused to the people who work here, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civicbeat.governance.topics.linter import Kind
from civicbeat.governance.topics.models import Refusal
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Month, both, in_both

KINDS: Mapping[str, Promise] = {
    Kind.NAME: _("only a person's name"),
    Kind.HANDLE: _("only somebody's account"),
    Kind.NUMBER: _("only a number or an address of somebody"),
}


def _rows() -> Sequence[Row]:
    """One for each month and kind, the newest first."""
    counted = (
        Refusal.objects.annotate(month=TruncMonth("refused_on"))
        .values("month", "kind")
        .annotate(
            refused=Count("pk"),
            asked=Count("pk", filter=Q(asked_at__isnull=False)),
            allowed=Count("pk", filter=Q(allowed=True)),
            waiting=Count("pk", filter=Q(asked_at__isnull=False, decided_at=None)),
        )
        .order_by("-month", "kind")
    )
    return [
        {
            "month": Month(row["month"]),
            "kind": both(KINDS.get(row["kind"], row["kind"])),
            **{name: row[name] for name in ("refused", "asked", "allowed", "waiting")},
        }
        for row in counted
    ]


def _brief() -> Both:
    count = Refusal.objects.count()
    return in_both(lambda: ngettext("%(n)s query was refused", "%(n)s queries were refused", count) % {"n": count})


REFUSALS = Part(
    slug="refusals",
    title=_("Queries about persons that were refused"),
    lead=_(
        "People who work here cannot search for a private person: the program refuses it. Who thinks that a query is "
        "refused wrongly asks a data steward. The queries themselves are not kept."
    ),
    columns=(
        Column("month", _("Month")),
        Column("kind", _("What the query was"), both=True),
        Column("refused", _("Refused")),
        Column("asked", _("Asked to be allowed")),
        Column("allowed", _("Allowed")),
        Column("waiting", _("Waiting for a decision")),
    ),
    rows=_rows,
    brief=_brief,
)
