"""Unheard: which places, languages and themes this installation does not hear (charter rule 9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _

from civicbeat.findings import unheard_words
from civicbeat.findings.unheard import Unheard, unheard
from civicbeat.governance.accounts.scopes import program
from civicbeat.listen.beat import current_or_none
from civicbeat.listen.labels import label
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.remembered import remembered
from civicbeat.portal.register.values import Both, Code, both, in_both
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import Period
from civicbeat.store.question import Group, Question

LATELY = timedelta(days=30)
PURPOSE = "Who is not heard, for the public register"
KINDS = {Group.PLACE: _("ward"), Group.LANGUAGE: _("language"), Group.THEME: _("theme")}
NOBODY = _("by nobody, or by too few people to be told")
WIDER = _("by the name of the former district alone")
UNKNOWN = _("cannot be told now")


def _found() -> Unheard | None:
    """Of the last 30 days, at most ten minutes old; ``None`` where the post store cannot be asked."""
    beat = current_or_none()
    if beat is None:
        return None
    try:
        asked = Question(scope=program(PURPOSE), period=Period.back_from(datetime.now(UTC), LATELY))
        return remembered("unheard", lambda: unheard(beat.store, asked))
    except CivicbeatError:
        return None


def _rows() -> Sequence[Row]:
    """One for each ward, language and theme that is not heard."""
    found = _found()
    return [
        {
            "what": in_both(partial(label, each.group, value)),
            "kind": both(KINDS[each.group]),
            "id": Code(value),
            "heard": both(WIDER if value in each.wider else NOBODY),
        }
        for each in (found.silences if found else ())
        for value in each.unheard
    ]


def _brief() -> Both:
    found = _found()
    return both(UNKNOWN) if found is None else Both(found.sentence.vi, found.sentence.en)


def _facts() -> Sequence[Both]:
    return (_brief(), Both(unheard_words.WHY.vi, unheard_words.WHY.en))


UNHEARD = Part(
    slug="unheard",
    title=_("Who is not heard"),
    lead=_("Places, languages and themes without posts in the last 30 days, or with too few people to be told."),
    columns=(
        Column("what", _("Not heard"), both=True),
        Column("kind", _("Kind"), both=True),
        Column("id", _("Name in the program")),
        Column("heard", _("Spoken of"), both=True),
    ),
    rows=_rows,
    brief=_brief,
    facts=_facts,
)
