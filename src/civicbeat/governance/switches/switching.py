"""Switching: a named person decides, with a reason, whether a model may speak; all of it is public."""

from __future__ import annotations

from django.utils import timezone

from civicbeat.enrich.cards import opinions
from civicbeat.governance.audit import chain
from civicbeat.governance.switches.models import Switch
from civicbeat.governance.switches.state import read, remembered
from civicbeat.governance.turns import alone
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.scope import Scope

LEAST_REASON = 20
LONGEST_REASON = 500


def switch_off(scope: Scope, by: str, model: str) -> Switch:
    """Silences ``model`` in the whole installation, within a minute.

    Args:
        scope: who decides; its purpose is the reason, which the public reads.
        by: the name of the person, as the public reads it.
        model: one of ``enrich.cards.opinions``.

    Raises:
        InputError: there is no such model to switch, or the reason is too short.
        NotAllowed: it is off already.
    """
    return _switched(scope, by, model, off=True)


def switch_on(scope: Scope, by: str, model: str) -> Switch:
    """Lets ``model`` speak again; otherwise like ``switch_off``."""
    return _switched(scope, by, model, off=False)


def _switched(scope: Scope, by: str, model: str, *, off: bool) -> Switch:
    reason = scope.purpose.strip()
    if model not in opinions():
        raise InputError("There is no such model to switch.", do=f"Those that can be: {', '.join(opinions())}.")
    if len(reason) < LEAST_REASON:
        raise InputError(
            f"The reason has fewer than {LEAST_REASON} characters.",
            do="Say what was seen and what is to happen; everybody reads it in the public register.",
        )
    with alone("switches"):
        if (model in read()) is off:
            what = "This model is switched off already." if off else "This model speaks already."
            raise NotAllowed(what, do="Look at who decided it, and why.")
        made = Switch.objects.create(
            model=model, off=off, moment=timezone.now(), by=by[:150], reason=reason[:LONGEST_REASON]
        )
        chain.record(scope, "switch", f"model {model}", off=off)
    remembered.refresh()
    return made
