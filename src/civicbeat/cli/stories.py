"""``civicbeat stories``: what was told most often, and how one story went round, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.telling_stories import tell, tell_one
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right

REASON = "look at stories at the command line"


@needs(Right.LOOK)
def stories(
    query: Annotated[str, typer.Argument(help="Lucene-style, as for search; all posts without one.")] = "",
    *,
    days: Annotated[int, typer.Option(min=1, help="How many days back.")] = 30,
    topic: Annotated[
        int | None, typer.Option(min=1, help="The number of a topic of your agency, or shared with it.")
    ] = None,
    story: Annotated[
        str, typer.Option(metavar="NUMBER", help="One story: its spread, sources, wordings and first posts.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="The most stories listed.")] = 30,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Lists the stories that were told most often, or says how one of them went round."""
    if story and not (story.isdecimal() and int(story)):
        raise typer.BadParameter("A story is a number: `civicbeat stories` lists them.")
    with ready.beat() as beat:
        asked = ready.asked(reason, query, days, topic)
        if story:
            tell_one(beat.store, asked, story, json=json)
        else:
            tell(beat.store, asked, limit, json=json)
