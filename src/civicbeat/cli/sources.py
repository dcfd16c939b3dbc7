"""``civicbeat sources``: what is heard, and how well."""

from __future__ import annotations

import typer

from civicbeat.cli import following
from civicbeat.cli.checking import check
from civicbeat.cli.offering import offer

app = typer.Typer(help="What is heard, how well, and adding more.", no_args_is_help=True)

COMMANDS = (
    ("list", following.list_),
    ("kinds", following.kinds),
    ("try", following.try_),
    ("add", following.add),
    ("read", following.read_),
    ("check", check),
    ("recheck", following.recheck),
    ("serve", following.serve_),
    ("pause", following.pause),
    ("resume", following.resume),
    ("remove", following.remove),
)

offer(app, COMMANDS)
