"""Default deny: no view runs before it is known that whoever asks may come there."""

from __future__ import annotations

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import has_said, needed
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain

PURPOSE = "Turned away: the role does not cover it"


class DefaultDeny(MiddlewareMixin):
    """Refuses a view that does not declare its needs, and whoever lacks one of them.

    Stands after the middleware that knows the account. A refusal of an account is written to the audit log; one of
    nobody is not, as everybody could fill the log by it.
    """

    def process_view(self, request: HttpRequest, view: object, _args: object, _named: object) -> None:
        """Lets the view run or raises ``PermissionDenied``."""
        if not has_said(view):
            structlog.get_logger().error("a view does not say what it needs; it is refused", path=request.path)
            raise PermissionDenied
        wanted = needed(view)
        if wanted is None:
            return
        if not isinstance(request.user, Account):
            raise PermissionDenied
        if missing := wanted - rights(request):
            chain.record(request.user.scope(PURPOSE), "refuse", request.path[:200], lacking=sorted(missing))
            raise PermissionDenied
        if wanted:
            must_have_factor(request.user)


class SecondFactorMissing(PermissionDenied):
    """The role asks for a second factor and the account has none: pages of the account itself are all that opens."""


def must_have_factor(account: Account) -> None:
    """Nothing if the account has the second factor that its role asks for, or may still put it off.

    Raises:
        SecondFactorMissing: it has not.
    """
    if account.second_factor_due and not is_mfa_enabled(account):
        raise SecondFactorMissing


def rights(request: HttpRequest) -> frozenset[Right]:
    """What may be done in this request: the rights of the account, less what the token it came by leaves out."""
    if not isinstance(request.user, Account):
        return frozenset()
    limits: frozenset[Right] | None = getattr(request, "token_rights", None)
    return request.user.rights if limits is None else request.user.rights & limits
