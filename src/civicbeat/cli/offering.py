"""Offering: commands are put where people type them, each run only by whoever may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer

from civicbeat.cli import ready
from civicbeat.cli.acting import guarded


def offer(app: typer.Typer, commands: Iterable[tuple[str, Callable[..., Any]]]) -> None:
    """Puts ``commands`` into ``app``, each under its name."""
    for name, command in commands:
        app.command(name)(guarded(command, ready.records))
