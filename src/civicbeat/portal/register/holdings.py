"""Holdings: every column that is held, what it says of a person, and how and when it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civicbeat.governance.privacy.holdings import Words, held
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Code, in_both


def _rows() -> Sequence[Row]:
    """By what it says of a person, the words of posts first."""
    known = held()
    order = {kind: place for place, kind in enumerate(known.kinds)}
    ordered = sorted(known.holdings, key=lambda one: order[one.kind])
    return [
        {
            "kind": _both(known.kinds[one.kind]),
            "what": _both(one.what),
            "leaves": _both(known.leaves[one.leaves]),
            "term": _both(known.terms[one.term]),
            "table": Code(one.table),
            "columns": Code(", ".join(one.columns)),
        }
        for one in ordered
    ]


def _both(words: Words) -> Both:
    return Both(words.vi, words.en)


def _brief() -> Both:
    count = sum(len(one.columns) for one in held().holdings)
    return in_both(lambda: ngettext("%(n)s column is told", "%(n)s columns are told", count) % {"n": count})


HOLDINGS = Part(
    slug="holdings",
    title=_("What is held, column by column"),
    lead=_(
        "Every column of both stores: what it says of a person, how it leaves and when. A column that is not here "
        "fails a test of the program."
    ),
    columns=(
        Column("kind", _("What it says of a person"), both=True),
        Column("what", _("What it is"), both=True, wide=True),
        Column("leaves", _("How it leaves"), both=True, wide=True),
        Column("term", _("When"), both=True, wide=True),
        Column("table", _("Table")),
        Column("columns", _("Columns"), wide=True),
    ),
    rows=_rows,
    brief=_brief,
    told_once=1,
)
