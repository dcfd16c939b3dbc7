"""``civicbeat sources``: what is heard, and how well."""

from __future__ import annotations

import typer

from civicbeat.cli import following, keeping
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
    ("terms", keeping.terms_),
    ("keep", keeping.keep),
    ("pause", following.pause),
    ("resume", following.resume),
    ("remove", following.remove),
)

offer(app, COMMANDS)
