"""Kept: a kept finding as its page shows it, drawn from the figures that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civicbeat.findings.keeping.content import Content, KeptRow, KeptTable, KeptWords, Said
from civicbeat.findings.wanted import read_filters
from civicbeat.listen.labels import label
from civicbeat.records.period import Period
from civicbeat.web.charts.kept import bars, line
from civicbeat.web.chartwords import words
from civicbeat.web.subject import last_moment

COLUMNS: Mapping[str, Promise] = {
    "posts": _("Posts"),
    "usual": _("usually"),
    "times": _("Times the usual"),
    "before": _("comparison"),
    "now": _("this period"),
    "change": _("Change"),
    "share": _("Share"),
    "observed": _("observed"),
    "expected": _("expected"),
    "accounts": _("Accounts"),
    "low": pgettext_lazy("of an interval", "from"),
    "high": pgettext_lazy("of an interval", "to"),
}
"""What people call each column."""
FINE = frozenset({"usual", "times", "observed", "expected"})
"""Columns whose figures are told with a decimal place; so are the ends of their intervals."""


def drawn(content: Content) -> dict[str, Any]:
    """What the page of a kept finding shows: sentences, chart, doubt, tables, and what it is about."""
    first = content.tables[0] if content.tables else None
    period = Period(content.start, content.end)
    return {
        "content": content,
        "said": [(_spoken(each.sentence), each) for each in content.said],
        "doubts": [_doubt(each) for each in content.said],
        "notes": [_spoken(each) for each in content.notes],
        "spec": _spec(first) if first else None,
        "grain": first.grain.value if first and first.grain else "",
        "tables": [_table(each) for each in content.tables],
        "first": period.local_start,
        "last": last_moment(period),
        "chosen": [label(each.group, value) for each in read_filters(content.filters) for value in each.values],
        "models": content.models,
    }


def _spec(table: KeptTable) -> dict[str, Any] | None:
    names = {name: str(said) for name, said in COLUMNS.items()} | {"hidden": words()["hidden"], "at": words()["from"]}
    if table.grain:
        return line(table, table.grain, names)
    rows = [(_spoken(row.name), row.figures) for row in table.rows if row.name]
    return bars(table.columns, rows, names) if len(rows) > 1 else None


def _table(table: KeptTable) -> dict[str, Any]:
    return {
        "grain": table.grain.value if table.grain else "",
        "columns": [COLUMNS[name] for name in table.columns],
        "rows": [_row(table, row) for row in table.rows],
    }


def _row(table: KeptTable, row: KeptRow) -> tuple[Any, list[tuple[str, float | None]]]:
    """What heads it, and each figure with how it is written."""
    kinds: list[str] = []
    for name in table.columns:
        ends = name in {"low", "high"}
        kinds.append(kinds[-1] if ends else "percent" if name == "share" else "fine" if name in FINE else "number")
    return row.at or _spoken(row.name or KeptWords(vi="", en="")), list(zip(kinds, row.figures, strict=True))


def _doubt(said: Said) -> dict[str, Any]:
    return {"said": said, "level": round(100 * said.level), "bounded": None not in {said.low, said.high}}


def _spoken(said: KeptWords) -> str:
    return said.vi if get_language() == "vi" else said.en
