"""Masked late: personal data that was found in posts after they were stored, by the month in which it was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from civicbeat.enrich.mask.again import VERSION
from civicbeat.listen.models import MaskedMonth, Passage
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Month, about, both, few

BY_A_PERSON = _("a person found it and had it masked: passages")
BY_THE_MASK = _("the mask had learnt something: posts that were masked further")
AT_ONCE = _("The words are replaced at once, in every version of the post, and when it is read again or restored.")


def _rows() -> Sequence[Row]:
    """One for each month and way, the newest first."""
    found = [
        *((month, both(BY_A_PERSON), few(count)) for month, count in _passages()),
        *((month, both(BY_THE_MASK), about(count)) for month, count in _changed()),
    ]
    newest = sorted(found, key=lambda row: row[0], reverse=True)
    return [{"month": Month(month), "how": how, "count": count} for month, how, count in newest]


def _passages() -> list[tuple[date, int]]:
    by_month = Passage.objects.order_by().annotate(month=TruncMonth("moment")).values("month")
    return [(row["month"].date(), row["count"]) for row in by_month.annotate(count=Count("pk"))]


def _changed() -> list[tuple[date, int]]:
    by_month = (
        MaskedMonth.objects.filter(changed__gt=0).order_by().annotate(found=TruncMonth("done_at")).values("found")
    )
    return [(row["found"].date(), row["count"]) for row in by_month.annotate(count=Sum("changed"))]


def _brief() -> Both:
    told = both(_("mask %(version)s"))
    return Both(told.vi % {"version": VERSION}, told.en % {"version": VERSION})


MASKED_LATE = Part(
    slug="masked-late",
    title=_("Personal data that was found late"),
    lead=_(
        "Telephone numbers, names and the like that stood in stored posts until somebody, or a better mask, saw them."
    ),
    columns=(Column("month", _("Found in")), Column("how", _("How"), both=True), Column("count", _("How many"))),
    rows=_rows,
    brief=_brief,
    facts=lambda: (both(AT_ONCE),),
)
