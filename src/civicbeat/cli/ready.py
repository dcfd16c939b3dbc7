"""Ready: what a command needs before it works: settings, the records store's tables, the post store."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command

from civicbeat.cli import acting
from civicbeat.governance.accounts.scopes import without_account
from civicbeat.governance.topics.refusing import check
from civicbeat.governance.turns import in_turn
from civicbeat.listen.beat import Beat
from civicbeat.listen.naming import named
from civicbeat.records.installation import Installation
from civicbeat.records.scope import Scope


def records() -> Installation:
    """The installation, with the records store's tables up to date."""
    with in_turn("migrate"):
        call_command("migrate", verbosity=0, interactive=False)
    return Installation.from_environment()


@contextmanager
def beat() -> Iterator[Beat]:
    """An open beat: both stores ready, nothing collected yet."""
    with Beat.open(records()) as opened:
        yield opened


def scope(reason: str) -> Scope:
    """The scope of whoever types: the account of ``--as``, else the system's user for the first agency."""
    if person := acting.person():
        return person.scope(reason)
    return without_account(getpass.getuser(), reason)


def query(scope: Scope, typed: str) -> str:
    """A typed query as the store takes it; one about a person is refused and noted.

    Raises:
        BadQuery: it cannot be understood.
        PersonalQuery: it is about a person and nothing else.
    """
    check(scope, typed)
    return named(typed)
