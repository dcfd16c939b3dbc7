"""Asking the store on behalf of the person who is signed in: never without an account and a purpose."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from civicbeat.findings.asking import ask as ask_at_once
from civicbeat.governance.accounts.models import Account
from civicbeat.listen.beat import current
from civicbeat.records.errors import NotAllowed
from civicbeat.records.scope import Scope
from civicbeat.store.answer import Answer
from civicbeat.store.question import Question
from civicbeat.store.store import Store

REASON = "reason"
"""Session key of the reason a person gave for looking at posts."""


def store() -> Store:
    """The process's post store."""
    return current().store


def account(request: HttpRequest) -> Account:
    """The person who is signed in.

    Raises:
        NotAllowed: nobody is.
    """
    if not isinstance(request.user, Account):
        raise NotAllowed("Nobody is signed in.", do="Sign in first.")
    return request.user


def scope(request: HttpRequest, purpose: str) -> Scope:
    """The right of the signed-in person to ask for ``purpose``."""
    return account(request).scope(purpose)


def reason(request: HttpRequest) -> str:
    """Why this person looks at posts in this session; empty until it was said."""
    return str(request.session.get(REASON, ""))


def ask(*questions: Question) -> Sequence[Answer]:
    """The answers, in order; several questions are asked at once."""
    return ask_at_once(store(), *questions)
