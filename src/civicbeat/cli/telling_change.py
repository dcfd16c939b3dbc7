"""Telling a change at the command line; brings SciPy, for which no other command need wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from rich.table import Table
from rich.text import Text

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.parts import Effect, Part
from civicbeat.cli.firsts import firsts, opening
from civicbeat.cli.screen import out, print_json
from civicbeat.cli.speaking import Language, spoken
from civicbeat.findings.change import Change, change
from civicbeat.listen.labels import titles
from civicbeat.store.question import Group, Question
from civicbeat.store.store import Store


def tell(store: Store, asked: Question, by: Group, language: Language, *, negative: bool, json: bool) -> None:
    """Explains the change against the period before and prints it, as a line of JSON or as a sentence and a table."""

    def call(group: Group, values: Sequence[str]) -> Mapping[str, str]:
        return _stories(store, asked, values) if group is Group.STORY else titles()

    found = change(store, asked, asked.period.before(), by, negative=negative, call=call)
    if json:
        print_json(_plain(found))
    else:
        _show(found, language)


def _stories(store: Store, asked: Question, values: Sequence[str]) -> Mapping[str, str]:
    """The first words of each story; that look stands in the audit log."""
    both = replace(asked, period=replace(asked.period, start=asked.period.before().start))
    return {story: opening(post.text) for story, post in firsts(store, both, values).items()}


def _plain(found: Change) -> dict[str, Any]:
    plain = {"by": found.by.value, "aside": found.aside, "sentence": asdict(found.finding.sentence)}
    if isinstance(found.finding, Refusal):
        return {**plain, "refused": found.finding.reason}
    parts = [
        {"value": found.values[part.number] if part.number < len(found.values) else "", **asdict(part)}
        for part in found.finding.parts
    ]
    return {**plain, "total": asdict(found.finding.total), "parts": parts, "rest": asdict(found.finding.rest)}


def _show(found: Change, language: Language) -> None:
    out.print(spoken(found.finding.sentence, language), highlight=False, markup=False)
    if not isinstance(found.finding, Refusal):
        rows = [(spoken(part.name, language), part) for part in found.finding.parts]
        rows += [("the rest: small, hidden or in several", found.finding.rest), ("all together", found.finding.total)]
        out.print(_table(rows, labelled=found.finding.labelled))
    for source, (before, now) in found.aside.items():
        out.print(
            f"Left out: {source}, heard {before:.0%} of the time before and {now:.0%} now.",
            highlight=False,
            markup=False,
        )


def _table(rows: Sequence[tuple[str, Part]], *, labelled: bool) -> Table:
    table = Table()
    table.add_column("part", overflow="fold")
    for title in ("before", "now", "change", "interval", *(("by volume", "by rate") if labelled else ())):
        table.add_column(title, justify="right")
    for name, part in rows:
        effects = (_signed(part.volume), _signed(part.rate)) if labelled else ()
        interval = f"{part.change.low:+,.0f} to {part.change.high:+,.0f}"
        table.add_row(Text(name), _count(part.before), _count(part.now), _signed(part.change), interval, *effects)
    return table


def _count(count: float | None) -> str:
    return "hidden" if count is None else f"{count:,.0f}"


def _signed(effect: Effect | None) -> str:
    return "–" if effect is None else f"{effect.value:+,.0f}"
