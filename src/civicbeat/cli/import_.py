"""``civicbeat import``: reads files of posts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.screen import err, out, print_json, reading, summary
from civicbeat.listen.beat import Beat
from civicbeat.listen.imports import import_source
from civicbeat.listen.models import ImportRun
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import InputError
from civicbeat.sources.files import file_source


def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSONL, JSON or Parquet, compressed or not.")],
    *,
    name: Annotated[str, typer.Option(help="Name of the source, for example files.survey; from the file's name.")] = "",
    mapping: Annotated[Path | None, typer.Option(help="A mapping file; without one the columns are guessed.")] = None,
    published: Annotated[
        datetime | None, typer.Option(help="When the posts were published, for files that do not say.")
    ] = None,
    json: Annotated[bool, typer.Option(help="One line of JSON a file.")] = False,
) -> None:
    """Reads files of posts; rows that cannot be used are counted, with reason and line, and stop nothing.

    A file that cannot be read at all changes nothing and does not stop the others; the command then ends with code 2.
    """
    unread = 0
    with ready.beat() as beat:
        for file in files:
            try:
                _import(beat, file, name, mapping, published, json=json)
            except InputError as error:
                err.print(f"[red]{file.name}[/red]: {error}", highlight=False)
                unread += 1
    if unread:
        raise typer.Exit(2)


def _import(beat: Beat, file: Path, name: str, mapping: Path | None, published: datetime | None, *, json: bool) -> None:
    source = file_source(file, name=name, mapping=mapping, published=published)
    run = ImportRun.objects.create(file_name=file.name, source=source.name)
    with reading(file.name, quiet=json) as show:
        tally = import_source(beat, source, run, progress=show)
    if json:
        print_json(_result(file, source.name, tally))
    else:
        summary(f"{file.name} → {source.name}", tally)
        if tally.reasons.get("no-date"):
            out.print("  → If the file does not say when, give it: --published 2025-07-01", highlight=False)


def _result(file: Path, source: str, tally: Tally) -> dict[str, object]:
    return {
        "file": file.name,
        "source": source,
        "read": tally.read,
        "new": tally.new,
        "edited": tally.edited,
        "repeated": tally.repeated,
        "deleted": tally.deleted,
        "buried": tally.buried,
        "set_aside": dict(tally.reasons),
    }
