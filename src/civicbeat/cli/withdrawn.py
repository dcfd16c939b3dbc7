"""``civicbeat withdrawn``: what an export that was made before must no longer hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.screen import out
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.listen import exports


@needs(Right.EXPORT)
def withdrawn(
    file: Annotated[Path, typer.Argument(help="Where to: a name that ends in .csv, .parquet or .xlsx.")],
    *,
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the export was made (UTC).")],
) -> None:
    """Writes the ids of posts that are gone at their source, or were erased, since an export was made."""
    with ready.beat() as beat, file.open("wb") as sink:
        chain.record(ready.scope("Keeping exports true (command line)"), "withdrawn", since.date().isoformat())
        batches = beat.store.withdrawn(since.replace(tzinfo=UTC))
        count = exports.write(batches, file.suffix.lstrip(".").lower(), sink)
    out.print(f"{count:,} ids to remove are in {file}.", highlight=False)
