"""Models: what guesses about posts here, what it is for, and how often it was wrong when it was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from civicbeat.enrich.cards import Card, Measured, cards
from civicbeat.findings.labelling import right_here
from civicbeat.governance.switches.models import Switch
from civicbeat.governance.switches.state import read
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Code, both, in_both

SPEAKS = pgettext_lazy("state of a model", "speaks")
SILENT = pgettext_lazy("state of a model", "switched off: nothing that it said is shown or counted")
HERE = _("posts of this installation, labelled by people")
UNMEASURED = _("nothing was measured of this version")
HELD_OUT = _(
    "Held-out sentences were written by the same people as the rules: expect more errors in what others write. Shares "
    "of sentiments are corrected by these errors before anybody sees them."
)
CONTEST = _("A label of your own post is wrong? You can have it corrected, without an account: see “Your data”.")


def _rows() -> Sequence[Row]:
    """One for each model and set of texts it was measured on."""
    return [row for card in cards(settings.INSTALLATION.sentiment_model) for row in _of(card)]


def _of(card: Card) -> Iterator[Row]:
    about: Row = {
        "model": Both(card.name_vi, card.name_en),
        "name": Code(card.model),
        **_state(card.model),
        "version": card.version,
        "licence": card.licence,
        "does": Both(card.does_vi, card.does_en),
        "limits": Both(card.limits_vi, card.limits_en),
    }
    for one in card.measured:
        yield {**about, "measured_on": card.measured_on, **_figures(one)}
    if not card.measured:
        yield {**about, "measured_on": None, "texts_are": both(UNMEASURED), "texts": None, **_NOTHING}
    if card.model == "sentiment" and (found := right_here(card.version)):
        here: Row = {"measured_on": found.newest.date(), "texts_are": both(HERE), "texts": found.posts}
        yield {**about, **here, **_NOTHING, "right": found.share}


def _state(model: str) -> Row:
    """Whether it speaks, and the last decision about that, where there was one."""
    last = Switch.objects.filter(model=model).first()
    state = both(SILENT if last is not None and last.off else SPEAKS)
    if last is None:
        return {"state": state, "since": None, "by": None, "reason": None}
    return {"state": state, "since": last.moment, "by": last.by, "reason": last.reason}


_NOTHING: Row = {"right": None, "precision": None, "recall": None, "unclear": None}


def _figures(one: Measured) -> Row:
    return {
        "texts_are": Both(one.name_vi, one.name_en),
        "texts": one.texts,
        **{name: one.figures.get(name) for name in _NOTHING},
    }


def _brief() -> Both:
    silent = read()
    count = len(cards(settings.INSTALLATION.sentiment_model)) - len(silent)
    say = in_both(lambda: ngettext("%(n)s model guesses", "%(n)s models guess", count) % {"n": count})
    if not silent:
        return say
    off = in_both(lambda: ngettext("%(n)s is switched off", "%(n)s are switched off", len(silent)) % {"n": len(silent)})
    return Both(f"{say.vi}, {off.vi}", f"{say.en}, {off.en}")


MODELS = Part(
    slug="models",
    title=_("Machines that guess, and how often they err"),
    lead=_(
        "What a program guesses about posts, what that is for and what it is not for. A machine suggests; a named "
        "person decides."
    ),
    columns=(
        Column("model", _("Model"), both=True),
        Column("name", _("Name in the program")),
        Column("state", _("State"), both=True),
        Column("since", _("Since"), quiet=True),
        Column("by", _("Decided by"), quiet=True),
        Column("reason", _("Why"), wide=True, quiet=True),
        Column("version", _("Version")),
        Column("licence", _("Licence")),
        Column("does", _("What it does"), both=True, wide=True),
        Column("limits", _("Its limits"), both=True, wide=True),
        Column("texts_are", _("Measured on"), both=True),
        Column("texts", _("Texts")),
        Column("measured_on", _("Measured")),
        Column("right", _("Of clear answers, right")),
        Column("precision", _("Of what was found, right")),
        Column("recall", _("Of what there is, found")),
        Column("unclear", _("Answered: unclear")),
    ),
    rows=_rows,
    brief=_brief,
    facts=lambda: (both(HELD_OUT), both(CONTEST)),
    told_once=10,
    anchor="name",
)
