"""Noting in the audit log who signed in, and each change of the means to do so; people are told as they return."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import override

from civicbeat.governance.accounts.adapters import network
from civicbeat.governance.accounts.lately import lately
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit import chain

REASON = "Signing in"


def _signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    found, here = lately(user), network(request)
    chain.record(user.scope(REASON), "sign-in", "", network=here)
    with override(user.language):
        for sentence in found.sentences(here, user.language) if found else ():
            messages.warning(request, sentence)


def _failed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    """The password was right, so that nobody else can fill the log by it; allauth limits how often."""
    chain.record(user.scope(REASON), "secure", "wrong code", kind=authenticator.type)


def _added(user: Account, authenticator: Authenticator, **_: Any) -> None:
    chain.record(user.scope(REASON), "secure", f"{authenticator.type} added")


def _removed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    chain.record(user.scope(REASON), "secure", f"{authenticator.type} removed")


def _renewed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    chain.record(user.scope(REASON), "secure", f"{authenticator.type} made anew")


def listen() -> None:
    """Begins to note."""
    authentication_failed.connect(_failed, dispatch_uid="audit")
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    authenticator_added.connect(_added, dispatch_uid="audit")
    authenticator_removed.connect(_removed, dispatch_uid="audit")
    authenticator_reset.connect(_renewed, dispatch_uid="audit")
