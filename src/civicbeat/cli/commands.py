"""Every command, in the order people meet them."""

from __future__ import annotations

from typing import Annotated

import typer

from civicbeat.cli import audit, findings, models, privacy, sources
from civicbeat.cli.account import account, reset_factor, token
from civicbeat.cli.acting import act_as
from civicbeat.cli.backup import backup, restore
from civicbeat.cli.demo import demo
from civicbeat.cli.doctor import doctor
from civicbeat.cli.emerging import emerging
from civicbeat.cli.explain import explain
from civicbeat.cli.export import export
from civicbeat.cli.impact import impact
from civicbeat.cli.import_ import import_
from civicbeat.cli.letters import letters
from civicbeat.cli.listen import listen
from civicbeat.cli.migrate import migrate
from civicbeat.cli.offering import offer
from civicbeat.cli.search import search
from civicbeat.cli.serve import serve
from civicbeat.cli.stories import stories
from civicbeat.cli.trends import trends
from civicbeat.cli.unheard import unheard
from civicbeat.cli.webhook import webhook
from civicbeat.cli.withdrawn import withdrawn

app = typer.Typer(
    name="civicbeat",
    help="Hear what a city says in public, with its doubt and without its people's data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

COMMANDS = (
    ("demo", demo),
    ("serve", serve),
    ("import", import_),
    ("listen", listen),
    ("webhook", webhook),
    ("search", search),
    ("trends", trends),
    ("emerging", emerging),
    ("stories", stories),
    ("unheard", unheard),
    ("explain", explain),
    ("impact", impact),
    ("export", export),
    ("withdrawn", withdrawn),
    ("account", account),
    ("reset-factor", reset_factor),
    ("token", token),
    ("letters", letters),
    ("doctor", doctor),
    ("migrate", migrate),
    ("backup", backup),
    ("restore", restore),
)

offer(app, COMMANDS)


@app.callback()
def act(
    *,
    account: Annotated[
        str, typer.Option("--as", metavar="ACCOUNT", help="Act as this account: its role decides what may be done.")
    ] = "",
) -> None:
    """Remembers in whose name the command runs."""
    act_as(account)


app.add_typer(sources.app, name="sources")
app.add_typer(findings.app, name="findings")
app.add_typer(models.app, name="models")
app.add_typer(audit.app, name="audit")
app.add_typer(privacy.app, name="privacy")
