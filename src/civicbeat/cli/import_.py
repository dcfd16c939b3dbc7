"""``civicbeat import``: reads files of posts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.screen import err, out, print_json, reading, summary
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import mappings
from civicbeat.listen.beat import Beat
from civicbeat.listen.imports import import_source
from civicbeat.listen.models import ImportRun
from civicbeat.listen.tally import Tally
from civicbeat.records.errors import BadMapping, InputError, SettingError
from civicbeat.sources.contract import Source
from civicbeat.sources.exports import ExportSource
from civicbeat.sources.files import Mapping, file_source, guess, sample_of
from civicbeat.sources.files.mapping import load
from civicbeat.sources.recognising import EXPORTS, recognised

FILES = "files"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says of the files beforehand; most is empty, as most is found."""

    name: str
    kind: str
    mapping: str
    sheet: str
    institution: str
    published: datetime | None
    quiet: bool


@needs(Right.IMPORT)
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, JSONL, JSON, Parquet, Excel or WARC, packed or not.")],
    *,
    name: Annotated[str, typer.Option(help="Name of the source, for example files.survey; from the file's name.")] = "",
    kind: Annotated[
        str, typer.Option(help=f"What wrote it: {', '.join(k.kind for k in EXPORTS)}, or files for any table.")
    ] = "",
    mapping: Annotated[
        str, typer.Option(help="A saved mapping's name or a mapping file; without one the columns are guessed.")
    ] = "",
    sheet: Annotated[str, typer.Option(help="Which sheet of an Excel file is read; the first with rows.")] = "",
    institution: Annotated[
        str, typer.Option(help="Who speaks in the account's own archive or on the captured pages.")
    ] = "",
    published: Annotated[
        datetime | None, typer.Option(help="When the posts were published, for files that do not say.")
    ] = None,
    json: Annotated[bool, typer.Option(help="One line of JSON a file.")] = False,
) -> None:
    """Reads files of posts; rows that cannot be used are counted, with reason and line, and stop nothing.

    Exports of known platforms and tools are recognised and need no mapping. A file that cannot be read at all changes
    nothing and does not stop the others; the command then ends with code 2.
    """
    wish = Wish(name, kind, mapping, sheet, institution, published, json)
    unread = 0
    with ready.beat() as beat:
        for file in files:
            try:
                _import(beat, file, _source(file, wish), quiet=json)
            except (InputError, SettingError) as error:
                err.print(f"[red]{file.name}[/red]: {error}", highlight=False)
                unread += 1
    if unread:
        raise typer.Exit(2)


def _source(file: Path, wish: Wish) -> Source:
    kind = _kind(file, wish)
    if kind is None:
        if wish.institution:
            raise BadMapping(
                "A table names institutions in a column.", do="Leave --institution out, or map that column."
            )
        return file_source(file, name=wish.name, mapping=_mapping(file, wish), published=wish.published)
    if wish.institution and not kind.speaks:
        raise BadMapping(f"An export of {kind.title} speaks for many.", do="Leave --institution out.")
    _say(f"{file.name}: {kind.title} export", wish)
    return kind(file, wish.name, institution=wish.institution)


def _kind(file: Path, wish: Wish) -> type[ExportSource] | None:
    """The kind of export it is; ``None`` where the columns are looked at."""
    if wish.kind in ("", FILES):
        looked_at = wish.kind or wish.mapping or wish.sheet or wish.published
        return None if looked_at else recognised(file)
    found = next((kind for kind in EXPORTS if kind.kind == wish.kind), None)
    if found is None:
        known = ", ".join((*(kind.kind for kind in EXPORTS), FILES))
        raise BadMapping(f"There is no kind of file named {wish.kind}.", do=f"Known are: {known}.")
    return found


def _mapping(file: Path, wish: Wish) -> Mapping:
    """The mapping that is wanted, the one saved for files with these columns, or the best guess."""
    if wish.mapping:
        path = Path(wish.mapping)
        chosen = load(path) if path.suffix in (".toml", ".json") or path.is_file() else mappings.named(wish.mapping)
    else:
        sample = sample_of(file, wish.sheet)
        saved = next(iter(mappings.fitting(sample.columns)), None)
        if saved is not None:
            _say(f"{file.name}: read as saved under “{saved.name}”", wish)
        chosen = mappings.mapping_of(saved) if saved else guess(sample, file_name=file.name).wanted()
    return replace(chosen, sheet=wish.sheet) if wish.sheet else chosen


def _say(said: str, wish: Wish) -> None:
    if not wish.quiet:
        out.print(said, highlight=False, markup=False)


def _import(beat: Beat, file: Path, source: Source, *, quiet: bool) -> None:
    run = ImportRun.objects.create(file_name=file.name, source=source.name)
    with reading(file.name, quiet=quiet) as show:
        tally = import_source(beat, source, run, progress=show)
    if quiet:
        print_json(_result(file, source, tally))
    else:
        summary(f"{file.name} → {source.name}", tally)
        if tally.reasons.get("no-date") and source.kind == FILES:
            out.print("  → If the file does not say when, give it: --published 2025-07-01", highlight=False)


def _result(file: Path, source: Source, tally: Tally) -> dict[str, object]:
    return {
        "file": file.name,
        "source": source.name,
        "kind": source.kind,
        "read": tally.read,
        "new": tally.new,
        "edited": tally.edited,
        "repeated": tally.repeated,
        "deleted": tally.deleted,
        "buried": tally.buried,
        "set_aside": dict(tally.reasons),
    }
