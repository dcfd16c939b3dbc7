"""``civicbeat privacy``: what must be gone, gone now."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.offering import offer
from civicbeat.cli.progress import progress
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import shredding
from civicbeat.listen.backups import hatch
from civicbeat.records.errors import InputError

app = typer.Typer(help="What must be gone, gone now.", no_args_is_help=True)

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@needs(Right.RUN)
def shred() -> None:
    """Destroys the pseudonym key of every month whose term is over, for good; serve does so every day."""
    with ready.beat() as beat:
        gone = shredding.shred(beat, datetime.now(UTC))
    out.print(f"{len(gone)} keys were destroyed. {', '.join(gone)}".strip(), highlight=False)


@needs(Right.RUN)
def mask(
    *,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="First month of publication.")] = "",
    last: Annotated[str, typer.Option("--until", metavar="YYYY-MM", help="Last month of publication.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One line of JSON for a script.")] = False,
) -> None:
    """Runs today's mask over stored posts; without months over those that only an older one has read.

    Serve does so by itself after an update; while it runs, it is asked to do this too. What is broken off goes on with
    the month where it stopped.
    """
    for month in filter(None, (first, last)):
        if not _MONTH.fullmatch(month):
            raise InputError(f"{month} is no month.", do="Write the year and the month: 2026-03.")
    installation = ready.records()
    with progress("Masking again", {}, quiet=json) as told:
        done = hatch.mask(installation, first, last, ready.scope("Masking again (command line)"), told)
    if json:
        print_json({"months": list(done.months), "posts": done.posts, "changed": done.changed})
        return
    out.print(
        f"Months read: {len(done.months)}. {done.posts:,} posts, {done.changed:,} of them masked further.",
        highlight=False,
    )


COMMANDS = (("shred", shred), ("mask", mask))

offer(app, COMMANDS)
