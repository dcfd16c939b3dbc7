"""``civicbeat impact``: what a dated decision changed, from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.interrupted import Interruption
from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.enrich.sentiment import Sentiment
from civicbeat.findings.effect_words import OWN_PAST, notes
from civicbeat.findings.effects import Asked, Found, effect
from civicbeat.findings.feelings import usual
from civicbeat.listen.naming import named
from civicbeat.records.period import Period
from civicbeat.store.question import Group, Question

REASON = "seek the impact of a decision at the command line"


class Outcome(StrEnum):
    """What a decision may have changed."""

    POSTS = "posts"
    NEGATIVE = "negative"


def impact(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    decided: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of the decision.")],
    theme: Annotated[str, typer.Option(help="The theme under the decision; held against the other themes.")] = "",
    place: Annotated[str, typer.Option(help="The place under the decision; held against others of its level.")] = "",
    days: Annotated[int, typer.Option(min=14, help="How many days back are read.")] = 90,
    outcome: Annotated[Outcome, typer.Option(help="What it may have changed.")] = Outcome.POSTS,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Says what a decision changed, or that no effect can be shown.

    Without a theme or a place, all that the query finds was under the decision, and only its own past is left to
    hold it against.
    """
    if theme and place:
        raise typer.BadParameter("Give a theme or a place, not both.")
    group = Group.THEME if theme else Group.PLACE if place else None
    asked = Asked(decided.date(), outcome.value, group, theme or place)
    with ready.beat() as beat:
        period = Period.back_from(datetime.now(UTC), timedelta(days=days))
        question = Question(scope=ready.scope(reason), period=period, query=named(query))
        found = effect(beat.store, question, asked, usual(Sentiment(beat.installation.sentiment_model).version))
    if json:
        print_json(_plain(found, asked))
    else:
        _show(found, asked)


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


def _show(found: Found, asked: Asked) -> None:
    instead = [found.instead.sentence] if found.instead else []
    for sentence in (*instead, found.finding.sentence):
        out.print(sentence.en, highlight=False, markup=False)
    if found.windows:
        out.print(_table(found))
    for sentence in _notes(found, asked):
        out.print(sentence.en, highlight=False, markup=False)
    if found.controls:
        out.print(f"Held against {len(found.controls)}: {', '.join(found.controls)}.", highlight=False, markup=False)


def _table(found: Found) -> Table:
    table = Table(*(f"{found.grain.value}s {side}" for side in ("before", "after")), "effect")
    for column in table.columns:
        column.justify = "right"
    for window in found.windows:
        table.add_row(str(window.before), str(window.after), f"{window.estimate:+.1f}")
    return table
