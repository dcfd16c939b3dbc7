"""Progress: how far long work on both stores is, a line for each part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from civicbeat.cli.screen import err

Told = Callable[[str, int], None]


@contextmanager
def progress(title: str, totals: Mapping[str, int], *, quiet: bool) -> Iterator[Told]:
    """A line for the whole, and one for each table that is worked on."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    lines: dict[str, TaskID] = {}
    with Progress(*columns, console=err, disable=quiet) as shown:
        lines[""] = shown.add_task(title, total=None)

        def told(what: str, done: int) -> None:
            if what not in lines:
                for line in list(lines.values())[1:]:
                    shown.update(line, visible=False)
                lines[what] = shown.add_task(what, total=totals.get(what))
            if what == "check":
                shown.advance(lines[what], done)
            else:
                shown.update(lines[what], completed=done)

        yield told
