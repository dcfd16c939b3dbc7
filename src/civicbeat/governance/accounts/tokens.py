"""API tokens: made, revoked, and recognised in a request (``Authorization: Bearer cb_…``, RFC 6750)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from civicbeat.governance.accounts.models import Account, ApiToken
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.accounts.secrets import MARK, digest, new_secret
from civicbeat.governance.audit import chain
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

OFFERED = (Right.LOOK, Right.COVERAGE)
"""What the API does; a token can have no right that no operation needs."""
LONGEST = timedelta(days=365)
PREFIX = "/api/"
_SHOWN = len(MARK) + 5
_REASON = "API tokens"


def make(account: Account, name: str, rights: Iterable[Right], expires_on: date) -> tuple[ApiToken, str]:
    """A token of ``account`` and its secret, which is shown now and kept nowhere.

    Args:
        account: whose it is; the token never reaches further than its person.
        name: what it is for.
        rights: what it may do, of those in ``OFFERED``.
        expires_on: the last day it opens anything, within a year.

    Raises:
        InputError: no name, no right, or an end that is past or too far away.
        NotAllowed: the person has not this right.
    """
    wanted = sorted(set(rights))
    if not name.strip() or not wanted:
        raise InputError("A token needs a name and at least one right.", do="Say what it is for and what it may do.")
    if not today() <= expires_on <= today() + LONGEST:
        raise InputError("A token ends within a year.", do="Choose an earlier last day.")
    if not account.rights.issuperset(wanted) or not set(OFFERED).issuperset(wanted):
        raise NotAllowed("A token cannot do what its person may not.", do="Choose among your own rights.")
    secret = new_secret()
    token = ApiToken.objects.create(
        account=account,
        name=name.strip()[:80],
        start=secret[:_SHOWN],
        digest=digest(secret),
        rights=[right.value for right in wanted],
        expires_on=expires_on,
    )
    chain.record(account.scope(_REASON), "token", f"token {token.pk}", rights=token.rights, until=str(expires_on))
    return token, secret


def revoke(token: ApiToken, by: Account) -> None:
    """Ends a token for good."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        chain.record(by.scope(_REASON), "revoke", f"token {token.pk}")


def find(secret: str) -> ApiToken | None:
    """The token of this secret if it is open and its account is; its day of use is noted."""
    token = ApiToken.objects.select_related("account__agency").filter(digest=digest(secret)).first()
    if token is None or not token.is_open or not token.account.is_active:
        return None
    if token.used_on != today():
        ApiToken.objects.filter(pk=token.pk).update(used_on=today())
    return token


class ByToken(MiddlewareMixin):
    """Lets a program in by its token, to the API and nowhere else, with the token's rights and no more."""

    def process_request(self, request: HttpRequest) -> None:
        """Sets ``request.user`` and ``request.token_rights``; a session that came along is passed over."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not request.path.startswith(PREFIX) or kind.lower() != "bearer":
            return
        token = find(secret.strip())
        if token is None:
            request.user = AnonymousUser()
            return
        request.user = token.account
        known = {right.value for right in Right}
        request.token_rights = frozenset(Right(right) for right in token.rights if right in known)  # type: ignore[attr-defined]
