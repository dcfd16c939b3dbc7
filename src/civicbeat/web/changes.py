"""Changes: what made talk rise or fall against another period, as a waterfall with its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.explain import Explanation
from civicbeat.analysis.parts import Part
from civicbeat.findings.change import GROUPS, Change, change
from civicbeat.records.period import Period
from civicbeat.store.question import Filter, Group
from civicbeat.store.resting import MODELS
from civicbeat.store.sql import SEVERAL
from civicbeat.web import asking
from civicbeat.web.charts.waterfall import End, Step, waterfall
from civicbeat.web.labels import spoken, titles
from civicbeat.web.stories import firsts, opening
from civicbeat.web.subject import Subject, last_moment
from civicbeat.web.templatetags.console import interval, more, number

MEASURES = ("posts", "negative")
FILTERED = (Group.PLACE, Group.THEME, Group.SOURCE)


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the change as the table shows it; ``address`` shows its posts, empty where there is no such page."""

    name: str
    part: Part
    address: str


def explained(group: Group, measure: str) -> Callable[[Subject], dict[str, Any]]:
    """A panel of what each value of ``group`` added to the change of all posts, or of the negative ones."""

    def panel(subject: Subject) -> dict[str, Any]:
        found = change(
            asking.store(),
            subject.question(),
            subject.wanted.other_period(),
            group,
            negative=measure == "negative",
            call=_names(subject),
        )
        return _told(subject, found, measure)

    return panel


def _names(subject: Subject) -> Callable[[Group, Sequence[str]], Mapping[str, str]]:
    """What people call sources, and the first words of stories; that look is logged."""

    def names(group: Group, values: Sequence[str]) -> Mapping[str, str]:
        if group is Group.SOURCE:
            return {value: titles().get(value, value) for value in values}
        if not values:
            return {}
        now, before = subject.period, subject.wanted.other_period()
        both = Period(min(now.start, before.start), max(now.end, before.end), now.zone)
        said = firsts(subject.during(both), tuple(values))
        return {value: opening(said[value].text) if value in said else _("a text nobody may see") for value in values}

    return names


def _told(subject: Subject, found: Change, measure: str) -> dict[str, Any]:
    shown = {"said": spoken(found.finding.sentence), "aside": _aside(found), "by": found.by.value, "measure": measure}
    if isinstance(found.finding, Refusal):
        return {**shown, "refused": True}
    rows = [Row(spoken(part.name), part, _address(subject, found, part)) for part in found.finding.parts]
    rest = Row(_rest(found.by, found.finding.parts, len(found.values)), found.finding.rest, "")
    return {
        **shown,
        "rows": rows,
        "rest": rest,
        "total": found.finding.total,
        "several": found.by in SEVERAL,
        "is_cut": any(None in {part.before, part.now} for part in (found.finding.total, *found.finding.parts)),
        "heard": found.finding.doubt.coverage,
        "spec": _spec([*rows, rest], found.finding),
        "other_first": found.before.local_start,
        "other_last": last_moment(found.before),
        "also": found.before,
    }


def _aside(found: Change) -> list[tuple[str, float, float]]:
    return [(titles().get(source, source), before, now) for source, (before, now) in found.aside.items()]


def _rest(by: Group, parts: Sequence[Part], values: int) -> str:
    """What the rest is; where posts in no group have no part of their own, they are in it."""
    if by not in SEVERAL:
        return _("all others, small or hidden")
    told = any(part.number >= values for part in parts)
    return _("hidden, or counted in several") if told else _("all others: in none, hidden, or in several")


def _address(subject: Subject, found: Change, part: Part) -> str:
    """The search of this period with the part's value added to the filters."""
    if found.by not in FILTERED or part.number >= len(found.values):
        return ""
    others = tuple(each for each in subject.wanted.filters if each.group is not found.by)
    return subject.wanted.address(filters=(*others, Filter(found.by, (found.values[part.number],))))


def _spec(rows: Sequence[Row], found: Explanation) -> dict[str, Any]:
    total = found.total
    # an end that is hidden is drawn where its change is counted from
    before = (total.now or 0.0) - total.change.value if total.before is None else total.before
    now = before + total.change.value
    steps = [_step(row) for row in rows if row.part.change.value or row.part.number >= 0]
    words = {"which": _("Part"), "change": _("Change"), "interval": _("Interval")}
    return waterfall(
        End(_("comparison"), before, number(total.before)), steps, End(_("this period"), now, number(total.now)), words
    )


def _step(row: Row) -> Step:
    effect = row.part.change
    return Step(row.name, effect.value, effect.low, effect.high, more(effect.value), interval(effect), effect.sure)


def models(name: str) -> tuple[str, ...]:
    """The models that the panel of this name rests on."""
    _change, measure, group = name.split("-")
    behind = (MODELS.get(Group(group)), MODELS[Group.SENTIMENT] if measure == "negative" else None)
    return tuple(model for model in behind if model is not None)


def panels() -> dict[str, Callable[[Subject], dict[str, Any]]]:
    """Every panel of a change, by name."""
    return {f"change-{measure}-{group.value}": explained(group, measure) for group in GROUPS for measure in MEASURES}
