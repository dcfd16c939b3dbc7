"""``civicbeat explain``: why there is more or less talk than before, from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.parts import Effect, Part
from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.findings.change import Change, change
from civicbeat.listen.looking import look
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.naming import named
from civicbeat.records.period import Period
from civicbeat.store.question import Filter, Group, Look, Order, Question
from civicbeat.store.store import Store

REASON = "explain a change at the command line"
LONGEST_STORY = 60


class By(StrEnum):
    """What a change can be taken apart by."""

    PLACE = Group.PLACE.value
    THEME = Group.THEME.value
    SOURCE = Group.SOURCE.value
    STORY = Group.STORY.value


def explain(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    days: Annotated[int, typer.Option(min=1, help="How many days back, held against as many before them.")] = 7,
    by: Annotated[By, typer.Option(help="What the change is taken apart by.")] = By.PLACE,
    negative: Annotated[bool, typer.Option("--negative", help="Explain the negative posts instead of all.")] = False,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Says why there is more or less talk than before, and what each part added."""
    now = Period.back_from(datetime.now(UTC), timedelta(days=days))
    with ready.beat() as beat:
        asked = Question(scope=ready.scope(reason), period=now, query=named(query))

        def call(group: Group, values: Sequence[str]) -> Mapping[str, str]:
            return _stories(beat.store, asked, values) if group is Group.STORY else _titles()

        found = change(beat.store, asked, now.before(), Group(by.value), negative=negative, call=call)
    if json:
        print_json(_plain(found))
    else:
        _show(found)


def _titles() -> Mapping[str, str]:
    return dict(FollowedSource.objects.values_list("name", "title"))


def _stories(store: Store, asked: Question, values: Sequence[str]) -> Mapping[str, str]:
    """The first words of each story; that look stands in the audit log."""
    if not values:
        return {}
    both = replace(asked.period, start=asked.period.before().start)
    wanted = Look(
        scope=asked.scope,
        period=both,
        query=asked.query,
        filters=(Filter(Group.STORY, tuple(values)),),
        order=Order.OLDEST,
        one_per_story=True,
        limit=len(values),
    )
    return {str(post.story): " ".join(post.text.split())[:LONGEST_STORY] for post in look(store, wanted).posts}


def _plain(found: Change) -> dict[str, Any]:
    plain = {"by": found.by.value, "aside": found.aside, "sentence": asdict(found.finding.sentence)}
    if isinstance(found.finding, Refusal):
        return {**plain, "refused": found.finding.reason}
    parts = [
        {"value": found.values[part.number] if part.number < len(found.values) else "", **asdict(part)}
        for part in found.finding.parts
    ]
    return {**plain, "total": asdict(found.finding.total), "parts": parts, "rest": asdict(found.finding.rest)}


def _show(found: Change) -> None:
    out.print(found.finding.sentence.en, highlight=False, markup=False)
    if not isinstance(found.finding, Refusal):
        rows = [(part.name.en, part) for part in found.finding.parts]
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
