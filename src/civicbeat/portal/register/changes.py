"""Changes of the rules: noted by the program itself when it runs with other rules than before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civicbeat.enrich.cards import cards
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.requests.models import RuleChange
from civicbeat.governance.requests.wishes import Wish
from civicbeat.governance.switches.models import Switch
from civicbeat.listen.labels import SOURCE_KINDS
from civicbeat.portal.register.models import SILENT, SPEAKS
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import Both, Code, Value, both, days, in_both, on_day
from civicbeat.portal.telling import MASKED

NAMES: Mapping[str, Promise] = {
    "k": _("Fewest people a figure may be about"),
    "k.more": _("How many more it takes, drawn for each set of posts"),
    "noise": _("How much figures are changed, at most and in the spread"),
    "masks": _("Kinds of personal data that are masked"),
    "model": _("Model"),
    "kept.own": _("How long posts are kept whose place sets no term"),
    "kept": _("How long posts are kept"),
    "answer": _("Time to do what is asked"),
    "request.contact": _("What a person wrote is kept after the answer for"),
    "request.kept": _("An answer can be read for"),
    "topic.longest": _("Longest time of a topic"),
    "audit.kept": _("The words of the audit log are kept for"),
    "keys.kept": _("The keys of the authors' codes are kept after their month for"),
    "role": _("What a role may do"),
}
_TERM = re.compile(r"P(\d+)D")


def _rows() -> Sequence[Row]:
    """The newest first, decisions about models among them; those of one moment in the order of their names."""
    changes = [(change.moment, row_of(change)) for change in RuleChange.objects.order_by("-moment", "rule")]
    switches = [(switch.moment, _switched(switch)) for switch in Switch.objects.all()]
    return [row for _moment, row in sorted([*changes, *switches], key=lambda pair: pair[0], reverse=True)]


def _switched(switch: Switch) -> Row:
    """A decision about a model, as another change of what the program does."""
    on, off = both(SPEAKS), both(SILENT)
    why = f"{switch.reason} ({switch.by})"
    after = off if switch.off else on
    return {
        "moment": switch.moment,
        "rule": title(f"model.{switch.model}"),
        "name": Code(f"switch.{switch.model}"),
        "before": on if switch.off else off,
        "after": Both(f"{after.vi}. {why}", f"{after.en}. {why}"),
    }


def row_of(change: RuleChange) -> Row:
    """A change as people and programs read it."""
    return {
        "moment": change.moment,
        "rule": title(change.rule),
        "name": Code(change.rule),
        "before": value(change.rule, change.before),
        "after": value(change.rule, change.after),
    }


def title(rule: str) -> Both:
    """What a rule is called; its own name where nobody wrote another."""
    kind, _dot, of = rule.partition(".")
    name = NAMES.get(rule) or NAMES.get(kind)
    if name is None:
        return Both(rule, rule)
    if rule in NAMES:
        return both(name)
    said, about = both(name), _about(kind, of)
    return Both(f"{said.vi}: {about.vi}", f"{said.en}: {about.en}")


def _about(kind: str, of: str) -> Both:
    if kind == "model":
        return next((Both(card.name_vi, card.name_en) for card in cards() if card.model == of), Both(of, of))
    if kind == "kept":
        return both(SOURCE_KINDS[of][0]) if of in SOURCE_KINDS else Both(of, of)
    names = dict(Role.choices) if kind == "role" else dict(Wish.choices)
    return both(names.get(of, of))


def value(rule: str, text: str) -> Value:
    """A rule's value: terms and what is masked in words, the rest as it is; nothing where there was none."""
    if not text:
        return None
    if rule == "masks":
        kinds = [both(MASKED[kind]) if kind in MASKED else Both(kind, kind) for kind in text.split(", ")]
        return Both("; ".join(kind.vi for kind in kinds), "; ".join(kind.en for kind in kinds))
    if rule.startswith("role."):
        return Code(text)
    if text == "∞":
        return both(_("no term"))
    found = _TERM.match(text)
    if found is None:
        return text
    rest = both(_(", counted anew from each reading")) if "↻" in text else Both("", "")
    term = in_both(lambda: days(int(found[1])))
    return Both(term.vi + rest.vi, term.en + rest.en)


def _brief() -> Both:
    newest = RuleChange.objects.order_by("-moment").first()
    if newest is None:
        return both(_("not noted yet"))
    return on_day(_("last changed on %(day)s"), newest.moment)


CHANGES = Part(
    slug="changes",
    title=_("Changes of the rules"),
    lead=_(
        "The program notes by itself when it runs with other rules than before, and who switched a model off or on. "
        "Nobody can leave a change out."
    ),
    columns=(
        Column("moment", _("Noted")),
        Column("rule", _("Rule"), both=True),
        Column("before", _("Before"), both=True, wide=True),
        Column("after", _("Since then"), both=True, wide=True),
        Column("name", _("Its name")),
    ),
    rows=_rows,
    brief=_brief,
    told_once=1,
)
