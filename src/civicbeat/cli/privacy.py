"""``civicbeat privacy``: what must be gone, gone now."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from civicbeat.cli import ready
from civicbeat.cli.offering import offer
from civicbeat.cli.screen import out
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import shredding

app = typer.Typer(help="What must be gone, gone now.", no_args_is_help=True)


@needs(Right.RUN)
def shred() -> None:
    """Destroys the pseudonym key of every month whose term is over, for good; serve does so every day."""
    with ready.beat() as beat:
        gone = shredding.shred(beat, datetime.now(UTC))
    out.print(f"{len(gone)} keys were destroyed. {', '.join(gone)}".strip(), highlight=False)


COMMANDS = (("shred", shred),)

offer(app, COMMANDS)
