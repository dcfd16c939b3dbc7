"""``civicbeat trends``: what rose unusually and what is to come, from the command line."""

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
from civicbeat.store.question import Question

REASON = "look at a trend at the command line"


class Ahead(StrEnum):
    """How far a forecast looks ahead."""

    DAY = "24h"
    WEEK = "7d"
    FORTNIGHT = "14d"


class Alarms(StrEnum):
    """How many false alarms a week somebody bears: a quarter of one, one, four."""

    FEW = "few"
    USUAL = "usual"
    MANY = "many"


@needs(Right.LOOK)
def trends(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    ahead: Annotated[Ahead, typer.Option(help="How far ahead.")] = Ahead.DAY,
    false_alarms: Annotated[Alarms, typer.Option(help="How many false alarms you bear.")] = Alarms.USUAL,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    language: Spoken = None,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Says what rose unusually in the last six weeks, and what is to come."""
    from civicbeat.cli.telling_trend import tell  # noqa: PLC0415  # brings SciPy: no other command waits for it

    with ready.beat() as beat:
        period = Period.back_from(datetime.now(UTC), timedelta(days=7))
        scope = ready.scope(reason)
        asked = Question(scope=scope, period=period, query=ready.query(scope, query))
        tell(beat.store, asked, ahead.value, list(Alarms).index(false_alarms), chosen(language), json=json)
