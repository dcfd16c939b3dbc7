"""``civicbeat export``: writes posts to a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.screen import err, out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import exports
from civicbeat.listen.looking import export as export_posts
from civicbeat.records.errors import InputError
from civicbeat.records.period import Period
from civicbeat.store.question import Look


@needs(Right.READ, Right.EXPORT)
def export(
    query: Annotated[str, typer.Argument(help="Which posts; empty for all of the period.")],
    file: Annotated[Path, typer.Argument(help="Where to: a name that ends in .csv, .parquet or .xlsx.")],
    *,
    reason: Annotated[str, typer.Option(help="What the export is for; it stands in the audit log.")],
    days: Annotated[int, typer.Option(min=1, help="How many days back.")] = 30,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Writes the posts that match to a file, masked as they are stored."""
    form = file.suffix.lstrip(".").lower()
    if form not in exports.FORMS:
        raise InputError(f"{file.name} does not say its form.", do="Let it end in .csv, .parquet or .xlsx.")
    period = Period.back_from(datetime.now(UTC), timedelta(days=days))
    with ready.beat() as beat, err.status(f"Writing {file.name}"):
        scope = ready.scope(reason)
        wanted = Look(scope=scope, period=period, query=ready.query(scope, query))
        batches = export_posts(beat.store, wanted, form)
        with file.open("wb") as sink:
            rows = exports.write(batches, form, sink)
    if json:
        print_json({"file": str(file), "posts": rows})
    else:
        out.print(f"{rows:,} posts are in {file}.", highlight=False)
