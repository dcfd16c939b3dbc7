"""``civicbeat models``: which models speak, and the switch that silences one for the whole institution."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.table import Table

from civicbeat.cli import acting, ready
from civicbeat.cli.offering import offer
from civicbeat.cli.screen import out, print_json
from civicbeat.enrich.cards import names, opinions
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.switches.models import Reading
from civicbeat.governance.switches.state import off as switched
from civicbeat.governance.switches.switching import switch_off, switch_on

app = typer.Typer(help="Models that guess: which speak, and the switch of each.", no_args_is_help=True)

Model = Annotated[str, typer.Argument(help=f"One of {', '.join(opinions())}.")]
Reason = Annotated[str, typer.Option(help="Why; everybody reads it in the public register, with your name.")]


@needs(Right.MODELS)
def list_(*, json: Annotated[bool, typer.Option(help="One line of JSON.")] = False) -> None:
    """Shows every model that can be switched, and how it stands."""
    ready.records()
    silent = switched()
    if json:
        print_json([_plain(model) for model in opinions()])
        return
    table = Table("model", "name", "state", "why")
    for model in opinions():
        told = silent.get(model)
        state = told.sentence("en") if told else _speaks(model)
        table.add_row(model, names(model)[1], state, told.reason if told else "")
    out.print(table)


@needs(Right.MODELS)
def off(model: Model, *, reason: Reason) -> None:
    """Silences a model: nothing that it said is shown, counted or exported any more, and new posts pass it by."""
    ready.records()
    switch_off(ready.scope(reason), _name(), model)
    out.print(f"{names(model)[1]} is switched off. Every process knows it within a minute.", highlight=False)


@needs(Right.MODELS)
def on(model: Model, *, reason: Reason) -> None:
    """Lets a model speak again; it then reads in the background what came meanwhile."""
    ready.records()
    switch_on(ready.scope(reason), _name(), model)
    out.print(f"{names(model)[1]} speaks again. Every process knows it within a minute.", highlight=False)


def _speaks(model: str) -> str:
    """That it does, and how far it has read what came while it was off."""
    reading = Reading.objects.filter(model=model, done_at=None).first()
    return f"speaks; reads what came while it was off: {reading.posts:,} posts so far" if reading else "speaks"


def _name() -> str:
    """Of whoever decides, as the public reads it."""
    return str(acting.person() or getpass.getuser())


def _plain(model: str) -> dict[str, object]:
    told = switched().get(model)
    state = {"since": told.since, "by": told.by, "reason": told.reason} if told else {}
    readings = Reading.objects.filter(model=model, done_at=None).values("since", "until", "posts")
    return {"model": model, "name": names(model)[1], "off": told is not None, **state, "reading": list(readings)}


COMMANDS = (("list", list_), ("off", off), ("on", on))

offer(app, COMMANDS)
