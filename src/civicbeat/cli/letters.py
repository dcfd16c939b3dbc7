"""``civicbeat letters``: posts that an enricher could not take."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.replay import replay


@needs(Right.SOURCES)
def letters(
    *,
    again: Annotated[bool, typer.Option("--again", help="Try them all again, for example after an update.")] = False,
    json: Annotated[bool, typer.Option(help="One line of JSON for a script.")] = False,
) -> None:
    """Lists the dead letters: masked posts that an enricher could not take, with the reason."""
    with ready.beat() as beat:
        revived = replay(beat) if again else 0
        waiting = [
            {"id": str(letter.id), "source": letter.source, "reason": letter.reason, "posts": len(letter.batch)}
            for letter in beat.store.dead_letters()
        ]
    if json:
        print_json({"revived": revived, "waiting": waiting})
        return
    if again:
        out.print(f"{revived:,} stored now.")
    if not waiting:
        out.print("No dead letters are waiting.")
        return
    table = Table("source", "reason", "posts", title=f"{len(waiting):,} dead letters wait")
    for letter in waiting:
        table.add_row(str(letter["source"]), str(letter["reason"]), str(letter["posts"]))
    out.print(table)
