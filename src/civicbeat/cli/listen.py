"""``civicbeat listen``: follows feeds, and reads what is followed."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from civicbeat.cli import ready
from civicbeat.cli.checking import list_of
from civicbeat.cli.screen import out, print_json, reading, summary
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.backups.hatch import Hatch
from civicbeat.listen.beat import Beat
from civicbeat.listen.collect import Collector, at_work, read
from civicbeat.listen.follow import follow_feed, follow_opml
from civicbeat.listen.models import FollowedSource


@needs(Right.SOURCES)
def listen(
    *,
    feeds: Annotated[
        Path | None, typer.Option(help="An OPML list of feeds to follow; vietnam for the one that comes along.")
    ] = None,
    feed: Annotated[list[str] | None, typer.Option(help="The address of a feed to follow.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Read every source once and end.")] = False,
    json: Annotated[bool, typer.Option(help="One line of JSON a source (with --once).")] = False,
) -> None:
    """Follows feeds and reads everything that is followed, until it is stopped (Ctrl-C) or, with --once, once."""
    with ready.beat() as beat:
        added = [*(follow_opml(list_of(feeds)) if feeds else ()), *(follow_feed(address) for address in feed or ())]
        if added and not json:
            out.print(f"Following {len(added):,} feeds.")
        if once:
            _once(beat, json=json)
        else:
            _on_and_on(beat)


def _once(beat: Beat, *, json: bool) -> None:
    for followed in FollowedSource.objects.filter(paused=False):
        with at_work(followed.pk) as mine, reading(str(followed), quiet=json) as show:
            if not mine:  # another process reads it
                continue
            tally = read(beat, followed.pk, show)
        followed.refresh_from_db()
        if json:
            new = tally.new if tally else 0
            print_json({"source": followed.name, "new": new, "problem": followed.problem})
        elif tally is None:
            out.print(f"[red]{followed}[/red]: {followed.problem}", highlight=False)
        else:
            summary(str(followed), tally)
    beat.store.roll_up()


def _on_and_on(beat: Beat) -> None:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    beat.start(Collector(beat), Hatch(beat))
    out.print(f"Listening to {FollowedSource.objects.filter(paused=False).count():,} sources. Ctrl-C stops.")
    stop.wait()
    out.print("Stopping: pages under way are stored.")
