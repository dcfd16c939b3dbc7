"""Removals: how many posts left before their term, and why; and whether pages are moderated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.beat import current_or_none
from civicbeat.listen.models import SourceDay
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.remembered import remembered
from civicbeat.portal.register.values import Both, Month, about, both

GONE = _("deleted at its source, and so here")
ERASED = _("erased here, on a request")
NO_MODERATION = _("This installation moderates no pages: nobody here has the right to hide what others wrote.")
MODERATION = _("This installation moderates pages of its own; each removal names its rule.")
ROUNDED = _("Posts are counted in whole tens, and none is told apart from a few: nobody can be found by a difference.")
MODERATE = "moderate"


def _rows() -> Sequence[Row]:
    """One for each month and reason, the newest first."""
    found = [
        (month, words, count)
        for words, months in ((both(GONE), _gone()), (both(ERASED), remembered("erased", _erased)))
        for month, count in months.items()
        if count
    ]
    newest = sorted(found, key=lambda row: row[0], reverse=True)
    return [{"month": Month(month), "reason": words, "posts": about(count)} for month, words, count in newest]


def _gone() -> dict[date, int]:
    days = SourceDay.objects.filter(deleted__gt=0).annotate(month=TruncMonth("day"))
    return {row["month"]: row["posts"] for row in days.values("month").annotate(posts=Sum("deleted")).order_by("month")}


def _erased() -> dict[date, int]:
    beat = current_or_none()
    return beat.store.erased_by_month() if beat else {}


def _moderates() -> bool:
    """Whether anybody may hide a post of a page: every act needs a right, and there is one for it or none."""
    return MODERATE in {right.value for right in Right}


def _facts() -> Sequence[Both]:
    return both(MODERATION if _moderates() else NO_MODERATION), both(ROUNDED)


REMOVALS = Part(
    slug="removals",
    title=_("What was removed, and why"),
    lead=_("Posts that left before their term. Nothing here asks a platform to remove what others wrote."),
    columns=(Column("month", _("Month")), Column("reason", _("Why"), both=True), Column("posts", _("Posts"))),
    rows=_rows,
    brief=lambda: both(_("moderated: nothing") if not _moderates() else _("own pages are moderated")),
    facts=_facts,
)
