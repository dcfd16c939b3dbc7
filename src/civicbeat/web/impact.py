"""Impact: the effect of a decision drawn, with its table and all that a reader must know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.impact import Impact
from civicbeat.analysis.interrupted import Interruption
from civicbeat.enrich.places import gazetteer
from civicbeat.enrich.themes import taxonomy
from civicbeat.findings.effect_words import OWN_PAST, notes, signed
from civicbeat.findings.effects import Asked, Found
from civicbeat.findings.rivals import Rival, topics
from civicbeat.records.period import day_start
from civicbeat.store.question import Group
from civicbeat.store.resting import MODELS
from civicbeat.web.charts.counterfactual import counterfactual
from civicbeat.web.forms import EffectForm
from civicbeat.web.labels import spoken
from civicbeat.web.subject import Subject, stored_form

ALL = "all"
"""In addresses and forms, what stands for all that the page is about."""


def wished(request: HttpRequest) -> Asked:
    """The decision that an address names, and what it may have changed.

    Raises:
        Http404: it names none, or a theme or place that nobody knows.
    """
    form = EffectForm(request.GET)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    if given["what"] == ALL:
        return Asked(given["decided"], given["outcome"])
    name, _colon, value = given["what"].partition(":")
    if not _is_known(name, value):
        raise Http404
    return Asked(given["decided"], given["outcome"], Group(name), value)


def _is_known(group: str, value: str) -> bool:
    """Counting what is said of each, as the page does to offer them, would take as long as the effect itself."""
    if group == Group.THEME:
        return taxonomy.theme(value) is not None
    return group == Group.PLACE and value in gazetteer.places()


def rivals_of(request: HttpRequest, about: Subject) -> Sequence[Rival] | None:
    """The topics that the decision is held against, where the address asks for that."""
    if request.GET.get("controls") != "topics":
        return None
    return topics(about.scope.agency, about.topic, stored_form)


def models_of(asked: Asked) -> frozenset[str]:
    """The models that an effect rests on."""
    behind = {MODELS[asked.group]} if asked.group else set()
    return frozenset(behind | ({MODELS[Group.SENTIMENT]} if asked.outcome == "negative" else set()))


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
