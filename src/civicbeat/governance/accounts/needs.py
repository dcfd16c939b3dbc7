"""Needs: each address, operation and command says what it needs; what says nothing is refused.

::

    @needs(Right.EXPORT)       whoever has this right
    @for_everybody             anyone, without signing in
    @for_the_signed_in         every account, whatever its role
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required

from civicbeat.governance.accounts.rights import Right

Shown = TypeVar("Shown", bound=Callable[..., Any])

Needs = frozenset[Right] | None
"""The rights that are needed, all of them; ``None`` lets everybody in, the empty set every account."""

_MARK = "needs"


def needs(*rights: Right) -> Callable[[Shown], Shown]:
    """Declares that a view, an operation or a command needs all of ``rights``.

    Raises:
        ValueError: no right is named (say ``for_the_signed_in`` instead).
    """
    if not rights:
        raise ValueError("name a right, or say for_the_signed_in")
    return lambda shown: marked(shown, frozenset(rights))


def for_the_signed_in(shown: Shown) -> Shown:
    """Declares that every account may come here, whatever its role."""
    return marked(shown, frozenset())


def for_everybody(shown: Shown) -> Shown:
    """Declares that anyone may come here without signing in."""
    return login_not_required(marked(shown, None))


def has_said(shown: object) -> bool:
    """Whether a view, an operation or a command declares what it needs."""
    return hasattr(shown, _MARK)


def needed(shown: object) -> Needs:
    """What it needs.

    Raises:
        AttributeError: it does not say.
    """
    found: Needs = getattr(shown, _MARK)
    return found


def marked(shown: Shown, wanted: Needs) -> Shown:
    """``shown``, with what it needs written on it: for views that are made, not written."""
    setattr(shown, _MARK, wanted)
    return shown
