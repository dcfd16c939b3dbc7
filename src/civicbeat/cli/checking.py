"""``civicbeat sources check``: tries every feed of a list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from civicbeat.cli import ready
from civicbeat.cli.screen import err, out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.feeds import opml
from civicbeat.sources.feeds.health import Health, State, examined
from civicbeat.sources.feeds.opml import Listed
from civicbeat.sources.web import Web

WEB = Web(attempts=1, deadline=30.0)
_STYLES = {
    State.GOOD: "green",
    State.QUIET: "yellow",
    State.MOVED: "yellow",
    State.WAITS: "yellow",
    State.BROKEN: "red",
}


@needs(Right.COVERAGE)
def check(
    *,
    feeds: Annotated[
        Path | None, typer.Option(help="An OPML list; without one, the list of Vietnamese feeds that comes along.")
    ] = None,
    followed: Annotated[bool, typer.Option("--followed", help="The feeds that are followed instead.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON a feed.")] = False,
) -> None:
    """Asks for every feed of a list once and tells which cannot be read; ends with code 1 when one is broken."""
    asked = _followed() if followed else opml.read(list_of(feeds or Path("vietnam")))
    with err.status(f"Asking for {len(asked):,} feeds"):
        found = list(examined(asked, WEB))
    if json:
        for health in found:
            print_json(_line(health))
    else:
        out.print(_table(found))
        out.print(_summary(found), highlight=False)
    if any(health.state is State.BROKEN for health in found):
        raise typer.Exit(1)


def list_of(feeds: Path) -> bytes:
    """The list in a file; ``vietnam``, where no file is called that, is the one that comes with the program.

    Raises:
        UnreadableFile: there is no such file.
    """
    if str(feeds) == "vietnam" and not feeds.exists():
        return opml.vietnam()
    try:
        return feeds.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{feeds} cannot be read.", do="Give the name of an OPML file, or vietnam.") from error


def _followed() -> tuple[Listed, ...]:
    ready.records()
    sources = FollowedSource.objects.filter(kind="feeds", paused=False)
    return tuple(Listed(source.options["address"], source.title) for source in sources)


def _line(health: Health) -> dict[str, object]:
    return {
        "title": health.feed.title,
        "address": health.feed.address,
        "state": health.state,
        "entries": health.entries,
        "newest": health.newest,
        "robots": health.robots,
        "moved_to": health.moved_to,
        "problem": health.problem,
    }


def _table(found: list[Health]) -> Table:
    table = Table("feed", "address", "state", "entries", "newest (UTC)", "robots.txt", "what to do", box=None)
    robots = {True: "allows", False: "forbids", None: ""}
    for health in found:
        table.add_row(
            Text(health.feed.title),
            Text(health.feed.address, overflow="fold"),
            Text(health.state, _STYLES[health.state]),
            f"{health.entries:,}" if health.entries else "",
            health.newest.strftime("%Y-%m-%d %H:%M") if health.newest else "",
            robots[health.robots],
            Text(f"List it as {health.moved_to}" if health.moved_to else health.problem, overflow="fold"),
        )
    return table


def _summary(found: list[Health]) -> str:
    counted = Counter(health.state for health in found)
    told = ", ".join(f"[{_STYLES[state]}]{counted[state]:,} {state}[/]" for state in State if counted[state])
    return f"{len(found):,} feeds: {told or 'none is listed'}."
