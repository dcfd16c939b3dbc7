"""Acting: who types, and whether they may run the command.

A command runs in the name of the account of ``--as`` and needs its rights. Without ``--as`` it runs in the name of
whoever is signed in to this machine's system: they can read the installation's folder anyway, so that a check would
protect nothing; what they do stands in the audit log under the name that the system gives them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import needed
from civicbeat.governance.audit import chain
from civicbeat.records.errors import NotAllowed

Command = TypeVar("Command", bound=Callable[..., Any])

_name = ""


def act_as(username: str) -> None:
    """From now on this process acts in the name of an account; empty: of the system's own user."""
    global _name  # noqa: PLW0603  # a process runs one command, for one person
    _name = username


def person() -> Account | None:
    """The account that ``--as`` names, ``None`` where it was not given.

    Raises:
        NotAllowed: there is no such account, or it is closed.
    """
    if not _name:
        return None
    found = Account.objects.select_related("agency").filter(username=_name, is_active=True).first()
    if found is None:
        raise NotAllowed(f"There is no account {_name}.", do="Give --as the name somebody signs in with.")
    return found


def guarded(command: Command, ready: Callable[[], object]) -> Command:
    """``command``, run only by whoever may; ``ready`` makes the records store ready to be asked.

    Raises:
        AttributeError: the command does not say what it needs.
    """
    wanted = needed(command)

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        if _name and wanted is not None:
            ready()
            _refuse_unless_allowed(command.__name__, wanted)
        return command(*args, **kwargs)

    return run  # type: ignore[return-value]  # it takes and gives the same


def _refuse_unless_allowed(command: str, wanted: frozenset[str]) -> None:
    who = person()
    if who is not None and (missing := wanted - who.rights):
        chain.record(who.scope("Turned away at the command line"), "refuse", command, lacking=sorted(missing))
        raise NotAllowed(f"The role of {who.username} does not cover this.", do="Ask who gives the roles.")
