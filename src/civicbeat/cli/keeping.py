"""``civicbeat sources terms`` and ``keep``: how long the posts of each source are kept, and who decided it."""

from __future__ import annotations

import getpass
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from civicbeat.cli import acting, ready
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen import terms
from civicbeat.records.errors import InputError


@needs(Right.COVERAGE)
def terms_(*, json: Annotated[bool, typer.Option("--json", help="One line of JSON a source.")] = False) -> None:
    """Shows how long the posts of each source are kept: by the rules of its place, and by the institution's own."""
    ready.records()
    if json:
        for one in terms.kept():
            days = {"place_days": _days(one.place), "renewed": one.renewed, "own_days": _days(one.own)}
            print_json({"source": one.source, **days, "decided_alone": one.alone})
        return
    table = Table("source", "days its place allows", "own days, from the first reading")
    for one in terms.kept():
        place = "sets no term" if one.place is None else f"{one.place.days} from {_since(renewed=one.renewed)}"
        table.add_row(one.source, place, str(_days(one.own) or "none") + " (decided for it)" * one.alone)
    out.print(table)
    out.print(f"Where a place sets no term: {terms.for_all().days} days.", highlight=False)


@needs(Right.RETENTION)
def keep(
    days: Annotated[str, typer.Argument(help="How many, from the first reading; or: back, to the rule for all.")],
    *,
    source: Annotated[str, typer.Option(help="Name of one source; without it, all whose place sets no term.")] = "",
    reason: Annotated[str, typer.Option(help="Why; everybody reads it in the public register, with your name.")],
) -> None:
    """Decides how long posts are kept, never longer than their place allows; what is stored follows in 30 days."""
    if not days.isdecimal() and days != "back":
        raise InputError(f"{days} is no number of days.", do="Write it in digits.")
    ready.records()
    by = str(acting.person() or getpass.getuser())
    terms.decide(ready.scope(reason), by, source, None if days == "back" else int(days))
    out.print(f"Decided. Posts that are stored already follow in {terms.NOTICE.days} days.", highlight=False)


def _days(term: timedelta | None) -> int | None:
    return None if term is None else term.days


def _since(*, renewed: bool) -> str:
    return "the last reading" if renewed else "publication"
