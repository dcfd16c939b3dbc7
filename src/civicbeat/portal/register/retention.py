"""Retention: how much is held of each source and month, against its term, and when the next of it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from civicbeat.governance.requests.cases import public
from civicbeat.listen import terms
from civicbeat.listen.beat import current_or_none
from civicbeat.listen.labels import titles
from civicbeat.listen.terms import Kept
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.remembered import remembered
from civicbeat.portal.register.values import Both, Month, both, on_day
from civicbeat.records.period import Period, today
from civicbeat.store.question import Group, Question

EARLIEST = date(2000, 1, 1)
PURPOSE = "Public register: how much is held"
PROTECTED = _("Numbers of posts are changed by a little, and those about fewer than ten people are not shown.")
OWN = _("the institution's own, counted from the first reading")
SINCE_READING = _("counted anew from each reading")
MOST = 100_000


def _rows() -> Sequence[Row]:
    """One for each source and month, the oldest of each source first."""
    named, held = titles(), sorted(remembered("held", _held).items())
    kept = {one.source: one for one in terms.kept_of({source for (source, _month), _posts in held})}
    return [_row(named.get(source, source), month, posts, kept[source]) for (source, month), posts in held]


def _held() -> dict[tuple[str, date], int | None]:
    beat = current_or_none()
    if beat is None:
        return {}
    period = Period.of_days(EARLIEST, today() + timedelta(days=1))
    asked = Question(scope=public(PURPOSE), period=period, by=(Group.MONTH, Group.SOURCE), limit=MOST)
    table = beat.store.ask(asked).table
    columns = (table.column(name).to_pylist() for name in ("month", "source", "posts", "hidden"))
    return {
        (source, month.date()): None if hidden else posts
        for month, source, posts, hidden in zip(*columns, strict=True)
        if hidden or posts
    }


def _row(source: str, month: date, posts: int | None, kept: Kept) -> Row:
    place, dated = kept.place, kept.place is not None and kept.own is None and not kept.renewed
    return {
        "source": source,
        "month": Month(month),
        "posts": posts,
        "kept_days": place if kept.own is None else kept.own,
        "how": both(OWN) if kept.own is not None else both(SINCE_READING) if kept.renewed else None,
        "leaves_from": month + place if place is not None and dated else None,
        "leaves_until": _end(month) + place if place is not None and dated else None,
    }


def _end(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _brief() -> Both:
    leaving = [row["leaves_until"] for row in _rows() if isinstance(row["leaves_until"], date)]
    if not leaving:
        return both(_("everything leaves when its term is over"))
    return on_day(_("all of the oldest month is gone by %(day)s"), max(min(leaving), today()))


RETENTION = Part(
    slug="retention",
    title=_("How much is held, and until when"),
    lead=_("Posts by source and month of publication, with the day from which they leave by themselves."),
    columns=(
        Column("source", _("Source")),
        Column("month", _("Published in")),
        Column("posts", _("Posts")),
        Column("kept_days", _("Kept for, at most")),
        Column("how", _("The term"), both=True),
        Column("leaves_from", _("Leaves from")),
        Column("leaves_until", _("Gone by")),
    ),
    rows=_rows,
    brief=_brief,
    facts=lambda: (both(PROTECTED),),
    told_once=1,
)
