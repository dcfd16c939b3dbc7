"""Requests: what people asked about what is held of them, how it ended and how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from statistics import median

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civicbeat.governance.requests.deadlines import ACKNOWLEDGED_WITHIN, DONE_WITHIN, LONGER
from civicbeat.governance.requests.models import SubjectRequest
from civicbeat.governance.requests.wishes import State, Wish
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Month, both, days, few, in_both
from civicbeat.records.period import local_day, today


def _rows() -> Sequence[Row]:
    """One for each month and wish, the newest first."""
    ordered = sorted(SubjectRequest.objects.all(), key=_key, reverse=True)
    return [_row(month, Wish(wish), list(group)) for (month, wish), group in groupby(ordered, key=_key)]


def _key(request: SubjectRequest) -> tuple[date, str]:
    return local_day(request.received_at).replace(day=1), request.wish


def _row(month: date, wish: Wish, requests: Sequence[SubjectRequest]) -> Row:
    states = Counter(request.state for request in requests)
    took = _took(requests)
    return {
        "month": Month(month),
        "wish": both(wish.label),
        "received": few(len(requests)),
        **{state.value: few(states[state]) for state in State},
        "median_days": round(median(took)) if took else None,
        "longest_days": max(took) if took else None,
        "late": few(sum(_late(request) for request in requests)),
    }


def _took(requests: Iterable[SubjectRequest]) -> list[int]:
    answered = (request for request in requests if request.closed_at and request.state != State.WITHDRAWN)
    return [(request.closed_at - request.received_at).days for request in answered if request.closed_at]


def _late(request: SubjectRequest) -> bool:
    done = local_day(request.closed_at) if request.closed_at else today()
    return done > request.due_on


def _brief() -> Both:
    count = SubjectRequest.objects.filter(state=State.OPEN).count()
    if few(count) != count:
        return both(_("fewer than ten requests are open"))
    return in_both(lambda: ngettext("%(n)s request is open", "%(n)s requests are open", count) % {"n": count})


def _terms() -> Sequence[Both]:
    """What is promised, from the deadlines by which the program works."""
    terms = [
        in_both(lambda: f"{wish.label}: {days(within.days)}")  # noqa: B023  # called at once
        for wish, within in DONE_WITHIN.items()
    ]
    written = Both("; ".join(term.vi for term in terms), "; ".join(term.en for term in terms))
    promise = _(
        "Every request is acknowledged at once (the law gives %(working)s working days) and done in these times, "
        "prolonged once by %(longer)s days at most if the person is told why:"
    )
    said = in_both(lambda: str(promise) % {"working": ACKNOWLEDGED_WITHIN, "longer": LONGER.days})
    return (Both(f"{said.vi} {written.vi}.", f"{said.en} {written.en}."),)


ASKED = Part(
    slug="requests",
    title=_("What people asked about their own data"),
    lead=_("How many people asked to see, correct, object or erase, how it ended, and how long it took."),
    columns=(
        Column("month", _("Received in")),
        Column("wish", _("Asked for"), both=True),
        Column("received", _("Received")),
        Column("open", _("Open")),
        Column("granted", _("Granted")),
        Column("refused", _("Refused")),
        Column("withdrawn", _("Withdrawn")),
        Column("median_days", _("Days to the answer (median)")),
        Column("longest_days", _("Days to the answer (longest)")),
        Column("late", _("Late")),
    ),
    rows=_rows,
    brief=_brief,
    facts=_terms,
    told_once=10,
)
