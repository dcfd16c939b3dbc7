"""``civicbeat impact``: what a dated decision changed, from the command line."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.speaking import Spoken, chosen
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.naming import named, the_one
from civicbeat.store.question import Group

REASON = "seek the impact of a decision at the command line"


class Outcome(StrEnum):
    """What a decision may have changed."""

    POSTS = "posts"
    NEGATIVE = "negative"


class Controls(StrEnum):
    """What it is held against: other themes or places of its level, or the agency's other running topics."""

    ALIKE = "alike"
    TOPICS = "topics"


@needs(Right.LOOK)
def impact(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    decided: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of the decision.")],
    theme: Annotated[str, typer.Option(help="The theme under the decision; held against the other themes.")] = "",
    place: Annotated[str, typer.Option(help="The place under the decision; held against others of its level.")] = "",
    days: Annotated[int, typer.Option(min=14, help="How many days back are read.")] = 90,
    outcome: Annotated[Outcome, typer.Option(help="What it may have changed.")] = Outcome.POSTS,
    topic: Annotated[
        int | None, typer.Option(min=1, help="The number of a topic of your agency, or shared with it.")
    ] = None,
    controls: Annotated[
        Controls, typer.Option(help="What it is held against: what is alike, or your agency's other topics.")
    ] = Controls.ALIKE,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    language: Spoken = None,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Says what a decision changed, or that no effect can be shown.

    Without a theme or a place, all that the query finds was under the decision, and only other topics or its own past
    are left to hold it against.
    """
    if theme and place:
        raise typer.BadParameter("Give a theme or a place, not both.")
    group = Group.THEME if theme else Group.PLACE if place else None
    under = the_one(group.value, theme or place) if group else ""
    # they bring SciPy: no other command waits for it
    from civicbeat.cli.telling_impact import tell  # noqa: PLC0415
    from civicbeat.findings.effects import Asked  # noqa: PLC0415
    from civicbeat.findings.rivals import topics  # noqa: PLC0415

    with ready.beat() as beat:
        put = ready.asked(reason, query, days, topic)
        rivals = topics(put.question.scope.agency, put.topic, named) if controls is Controls.TOPICS else None
        asked = Asked(decided.date(), outcome.value, group, under)
        tell(beat, put.question, asked, rivals, chosen(language), json=json)
