"""``civicbeat explain``: why there is more or less talk than before, from the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.speaking import Spoken, chosen
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.records.period import Period
from civicbeat.store.question import Group, Question

REASON = "explain a change at the command line"


class By(StrEnum):
    """What a change can be taken apart by."""

    PLACE = Group.PLACE.value
    THEME = Group.THEME.value
    SOURCE = Group.SOURCE.value
    STORY = Group.STORY.value


@needs(Right.LOOK)
def explain(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    days: Annotated[int, typer.Option(min=1, help="How many days back, held against as many before them.")] = 7,
    by: Annotated[By, typer.Option(help="What the change is taken apart by.")] = By.PLACE,
    negative: Annotated[bool, typer.Option("--negative", help="Explain the negative posts instead of all.")] = False,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    language: Spoken = None,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Says why there is more or less talk than before, and what each part added."""
    from civicbeat.cli.telling_change import tell  # noqa: PLC0415  # brings SciPy: no other command waits for it

    period = Period.back_from(datetime.now(UTC), timedelta(days=days))
    with ready.beat() as beat:
        scope = ready.scope(reason)
        asked = Question(scope=scope, period=period, query=ready.query(scope, query))
        tell(beat.store, asked, Group(by.value), chosen(language), negative=negative, json=json)
