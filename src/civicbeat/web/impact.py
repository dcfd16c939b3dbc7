"""Impact: the effect of a decision drawn, with its table and all that a reader must know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.impact import Impact
from civicbeat.analysis.interrupted import Interruption
from civicbeat.findings.effect_words import OWN_PAST, notes, signed
from civicbeat.findings.effects import Asked, Found
from civicbeat.records.period import day_start
from civicbeat.web.charts.counterfactual import counterfactual
from civicbeat.web.labels import spoken


def panel(found: Found, asked: Asked) -> dict[str, Any]:
    """What the page shows of an effect, or why there is none to show."""
    why = spoken(found.instead.sentence) if found.instead else ""
    if isinstance(found.finding, Refusal):
        return {"refused": spoken(found.finding.sentence), "why": why}
    rows = _rows(found.finding, found.starts)
    decided = day_start(asked.decided)
    return {
        "found": found.finding,
        "said": spoken(found.finding.sentence),
        "spec": counterfactual(rows, decided, found.grain, _words(asked.outcome)),
        "rows": rows,
        "controls": found.controls,
        "why": why,
        "steady": found.steady,
        "held": spoken(OWN_PAST),
        "alone": isinstance(found.finding, Interruption),
        "grain": found.grain.value,
        "notes": [spoken(note) for note in notes(found, asked.outcome)],
        "windows": [(each.before, each.after, spoken(signed(each.estimate))) for each in found.windows],
    }


def _rows(finding: Impact | Interruption, starts: Sequence[datetime]) -> list[tuple[datetime, float | None, float]]:
    """Of each cell its start, what was observed (``None`` where it is not known) and what was to be expected."""
    observed = [None if np.isnan(each) else float(each) for each in finding.observed]
    return list(zip(starts, observed, map(float, finding.expected), strict=True))


def _words(outcome: str) -> dict[str, str]:
    names = {"posts": _("per cent of what was usual"), "negative": _("negative posts in a hundred")}
    return {
        "observed": _("observed"),
        "expected": _("expected without the decision"),
        "decision": _("the decision"),
        "outcome": names[outcome],
        "from": _("From"),
        "which": _("Series"),
    }
