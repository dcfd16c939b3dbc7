"""Telling an impact at the command line; brings SciPy, for which no other command need wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.interrupted import Interruption
from civicbeat.cli.screen import out, print_json
from civicbeat.cli.speaking import Language, spoken
from civicbeat.findings.effect_words import OWN_PAST, notes
from civicbeat.findings.effects import Asked, Found, effect
from civicbeat.findings.feelings import usual
from civicbeat.findings.rivals import Rival
from civicbeat.listen.beat import Beat
from civicbeat.store.question import Question


def tell(  # each is one part of the question, or how it is told
    beat: Beat, question: Question, asked: Asked, rivals: Sequence[Rival] | None, language: Language, *, json: bool
) -> None:
    """Seeks the effect and prints it, as a line of JSON or as sentences and a table."""
    found = effect(beat.store, question, asked, usual(beat.sentiment_version), rivals)
    if json:
        print_json(_plain(found, asked))
    else:
        _show(found, asked, language)


def _notes(found: Found, asked: Asked) -> Sequence[Sentence]:
    weak = (OWN_PAST,) if isinstance(found.finding, Interruption) else ()
    return *weak, *notes(found, asked.outcome)


def _plain(found: Found, asked: Asked) -> dict[str, Any]:
    finding = found.finding
    plain = {
        "sentence": asdict(finding.sentence),
        "notes": [asdict(note) for note in _notes(found, asked)],
        "instead": found.instead.reason if found.instead else None,
        "controls": found.controls,
    }
    if isinstance(finding, Refusal):
        return {**plain, "refused": finding.reason}
    return {
        **plain,
        "method": finding.method,
        "estimate": finding.estimate,
        "doubt": asdict(finding.doubt),
        "shown": finding.shown,
        "corrected": [found.corrected[0], asdict(found.corrected[1])] if found.corrected else None,
        "chance": finding.chance,
        "grain": found.grain.value,
        "windows": [asdict(window) for window in found.windows],
    }


def _show(found: Found, asked: Asked, language: Language) -> None:
    instead = [found.instead.sentence] if found.instead else []
    for sentence in (*instead, found.finding.sentence):
        out.print(spoken(sentence, language), highlight=False, markup=False)
    if found.windows:
        out.print(_table(found))
    for sentence in _notes(found, asked):
        out.print(spoken(sentence, language), highlight=False, markup=False)
    if found.controls:
        out.print(f"Held against {len(found.controls)}: {', '.join(found.controls)}.", highlight=False, markup=False)


def _table(found: Found) -> Table:
    table = Table(*(f"{found.grain.value}s {side}" for side in ("before", "after")), "effect")
    for column in table.columns:
        column.justify = "right"
    for window in found.windows:
        table.add_row(str(window.before), str(window.after), f"{window.estimate:+.1f}")
    return table
