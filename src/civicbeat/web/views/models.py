"""*Models*: what guesses about posts here, how often it errs, and the switch that silences it for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from civicbeat.enrich.cards import Card, cards, opinions
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.switches.models import Reading, Switch
from civicbeat.governance.switches.state import off
from civicbeat.governance.switches.switching import LEAST_REASON, LONGEST_REASON, switch_off, switch_on
from civicbeat.records.errors import CivicbeatError, ScopeMissing
from civicbeat.records.scope import Scope
from civicbeat.records.switched_off import SwitchedOff
from civicbeat.web import asking
from civicbeat.web.explaining import explained

FIGURES: Mapping[str, Promise] = {
    "right": gettext_lazy("Of clear answers, right"),
    "unclear": gettext_lazy("Answered: unclear"),
    "precision": gettext_lazy("Of what was found, right"),
    "recall": gettext_lazy("Of what there is, found"),
}
"""What each figure of ``enrich.cards.FIGURES`` is called."""
ACTS: Mapping[str, Callable[[Scope, str, str], Switch]] = {"off": switch_off, "on": switch_on}


@dataclass(frozen=True, slots=True)
class Shown:
    """A model as the page shows it, in the reader's language.

    Attributes:
        card: its card.
        name, does, limits: of the card.
        figures: titles of the figures that were measured of it.
        measured: what each set of texts is, how many there are, and these figures; ``None`` where one was not measured.
        off: since when it is silent, by whose decision and why; ``None`` while it speaks.
        switchable: whether it can be switched: what protects people cannot.
        decisions: every one about it, the newest first.
        readings: of what came while it was off, those that are not done.
    """

    card: Card
    name: str
    does: str
    limits: str
    figures: tuple[Promise, ...]
    measured: tuple[tuple[str, int, tuple[float | None, ...]], ...]
    off: SwitchedOff | None
    switchable: bool
    decisions: tuple[Switch, ...]
    readings: tuple[Reading, ...]


@needs(Right.MODELS)
@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """Every model with its card, its state, its switch and its history."""
    shown = {
        "models": [_shown(card) for card in cards(settings.INSTALLATION.sentiment_model)],
        "least": LEAST_REASON,
        "longest": LONGEST_REASON,
    }
    return render(request, "web/models.html", shown)


@needs(Right.MODELS)
@require_POST
def switch(request: HttpRequest, model: str) -> HttpResponse:
    """Switches a model off, or on again."""
    by, act = asking.account(request), request.POST.get("act", "")
    try:
        ACTS.get(act, switch_off)(by.scope(request.POST.get("reason", "")), str(by), model)
    except ScopeMissing:
        messages.error(request, _("Say why: everybody reads it in the public register."))
    except CivicbeatError as error:
        messages.error(request, explained(error))
    else:
        messages.success(request, _("Done. It works everywhere within a minute, and stands in the public register."))
    return redirect("web:models")


def _shown(card: Card) -> Shown:
    english = get_language() == "en"
    known = [name for name in FIGURES if any(name in one.figures for one in card.measured)]
    return Shown(
        card=card,
        name=card.name_en if english else card.name_vi,
        does=card.does_en if english else card.does_vi,
        limits=card.limits_en if english else card.limits_vi,
        figures=tuple(FIGURES[name] for name in known),
        measured=tuple(
            (one.name_en if english else one.name_vi, one.texts, tuple(one.figures.get(name) for name in known))
            for one in card.measured
        ),
        off=off().get(card.model),
        switchable=card.model in opinions(),
        decisions=tuple(Switch.objects.filter(model=card.model)),
        readings=tuple(Reading.objects.filter(model=card.model, done_at=None)),
    )
