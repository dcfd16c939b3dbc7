"""The terminal: what people see of long work, and how errors reach them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from civicbeat.listen.tally import Tally

out = Console()
err = Console(stderr=True)


def print_json(value: object) -> None:
    """One line of JSON for a script."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z).decode() + "\n")


@contextmanager
def reading(title: str, *, quiet: bool = False) -> Iterator[Callable[[Tally], None]]:
    """Shows how far a reading is: a bar where the source knows its end, else the posts so far."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[posts]:,} posts"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=quiet) as progress:
        task = progress.add_task(title, total=1.0, posts=0)

        def show(tally: Tally) -> None:
            progress.update(task, completed=tally.share_done or 0.0, posts=tally.kept)

        yield show


def summary(title: str, tally: Tally) -> None:
    """What became of everything that was read, in a few lines."""
    out.print(
        f"[bold]{title}[/bold]: {tally.read:,} read, [green]{tally.new:,} new[/green], {tally.edited:,} edited, "
        f"{tally.repeated:,} already known, {tally.rejected:,} set aside, {tally.buried:,} in the dead letters",
        highlight=False,
    )
    if tally.unknown:
        fields = ", ".join(f"{name} ({count:,})" for name, count in tally.unknown.most_common(10))
        out.print(f"  fields nobody expected: {fields}", highlight=False, markup=False)
    for reason, count in tally.reasons.most_common():
        first = next((item for item in tally.examples if item.reason == reason), None)
        example = f" (first: {first.where}{': ' + first.detail if first.detail else ''})" if first else ""
        out.print(f"  [yellow]{count:,}[/yellow] {reason}{example}", highlight=False, markup=True)
