"""Unheard: who is not heard in a subject's period, as a panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from civicbeat.findings import unheard_words
from civicbeat.findings.unheard import Silence
from civicbeat.findings.unheard import unheard as find
from civicbeat.store.question import Group
from civicbeat.web import asking
from civicbeat.web.labels import GROUPS, label, spoken
from civicbeat.web.subject import Subject


@dataclass(frozen=True, slots=True)
class Shown:
    """A group with the names of what is not heard of it; ``heard`` is how many are, ``width`` that in per cent."""

    title: str
    there: int
    heard: int
    width: float
    names: tuple[str, ...]
    wider: tuple[str, ...]


def unheard(subject: Subject) -> dict[str, Any]:
    """The sentence, and by group the names of what is not heard."""
    found = find(asking.store(), subject.question())
    return {
        "told": spoken(found.sentence),
        "why": spoken(unheard_words.WHY),
        "groups": [_shown(each) for each in found.silences],
        "coverage": found.coverage,
    }


def _shown(silence: Silence) -> Shown:
    heard = silence.there - len(silence.unheard)
    title = _("Wards of today") if silence.group is Group.PLACE else str(GROUPS[silence.group])
    wider = frozenset(silence.wider)
    return Shown(
        title=title,
        there=silence.there,
        heard=heard,
        width=100 * heard / silence.there,
        names=tuple(label(silence.group, value) for value in silence.unheard if value not in wider),
        wider=tuple(label(silence.group, value) for value in silence.wider),
    )
