"""Noting in the audit log who signed in, and each change of the means to do so."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.http import HttpRequest

from civicbeat.governance.accounts.adapters import network
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit import chain

REASON = "Signing in"


def _signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    chain.record(user.scope(REASON), "sign-in", "", network=network(request))


def _added(user: Account, authenticator: Authenticator, **_: Any) -> None:
    chain.record(user.scope(REASON), "secure", f"{authenticator.type} added")


def _removed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    chain.record(user.scope(REASON), "secure", f"{authenticator.type} removed")


def _renewed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    chain.record(user.scope(REASON), "secure", f"{authenticator.type} made anew")


def listen() -> None:
    """Begins to note."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    authenticator_added.connect(_added, dispatch_uid="audit")
    authenticator_removed.connect(_removed, dispatch_uid="audit")
    authenticator_reset.connect(_renewed, dispatch_uid="audit")
