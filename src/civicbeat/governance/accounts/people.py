"""People: letting them in, giving roles, closing accounts. Each act has a reason and stands in the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from civicbeat.governance.accounts.models import Account, Agency, Invitation
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.accounts.secrets import digest, new_secret
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today
from civicbeat.records.scope import Scope


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is to come: the name they sign in with, the one colleagues know, agency, role and how they sign in."""

    username: str
    display_name: str
    agency: Agency
    role: Role
    by_directory: bool = False


def invite(by: Account, who: Invited, reason: str) -> tuple[Invitation, str]:
    """An invitation and its secret, which is shown now and kept nowhere; an earlier one of that name ends.

    Raises:
        InputError: the name is taken or empty, or there is no reason.
        NotAllowed: the agency is not part of the one of whoever invites.
    """
    scope = _allowed(by, who.agency, reason)
    if not who.username.strip() or Account.objects.filter(username__iexact=who.username.strip()).exists():
        raise InputError("This name is taken, or there is none.", do="Choose another name to sign in with.")
    secret = new_secret()
    with transaction.atomic():
        Invitation.objects.filter(username__iexact=who.username.strip(), used_at=None).delete()
        invitation = Invitation.objects.create(
            agency=who.agency,
            username=who.username.strip(),
            display_name=who.display_name.strip() or who.username.strip(),
            role=who.role,
            by_directory=who.by_directory,
            digest=digest(secret),
            invited_by=by.username,
        )
        chain.record(scope, "invite", who.username.strip(), role=who.role.value, agency=who.agency.short_name)
    return invitation, secret


def open_invitation(secret: str) -> Invitation | None:
    """The invitation of this secret, if it can still be used."""
    found = Invitation.objects.select_related("agency").filter(digest=digest(secret)).first()
    return found if found is not None and found.is_open else None


def accept(secret: str, password: str, language: str = "vi") -> Account:
    """Makes the account of an invitation; of two who try at once one is refused.

    Raises:
        NotAllowed: the invitation was used, has ended, or never was.
        InputError: the password is too weak.
    """
    with transaction.atomic():
        found = Invitation.objects.select_for_update().filter(digest=digest(secret)).first()
        if found is None or not found.is_open:
            raise NotAllowed("This invitation was used or has ended.", do="Ask for a new one.")
        account = Account(
            username=found.username,
            display_name=found.display_name,
            agency=found.agency,
            role=found.role,
            by_directory=found.by_directory,
            language=language,
        )
        if found.by_directory:
            account.set_unusable_password()
        else:
            check_password(password, account)
            account.set_password(password)
        account.save()
        found.used_at = timezone.now()
        found.save(update_fields=["used_at"])
        chain.record(account.scope("Invited"), "join", account.username, role=account.role)
    return account


def check_password(password: str, account: Account) -> None:
    """Whether a password will do.

    Raises:
        InputError: it is too short, too common, or the person's own name.
    """
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InputError("The password is too weak.", do=" ".join(error.messages)) from error


def give_role(by: Account, account: Account, role: Role, reason: str) -> None:
    """Gives another role; sessions go on with the new rights at once.

    Raises:
        NotAllowed: to oneself, outside the own agency, or from the last operator.
        InputError: there is no reason.
    """
    scope = _allowed(by, account.agency, reason)
    _not_oneself(by, account)
    with transaction.atomic():
        _keep_an_operator(account, unless=role == Role.OPERATOR)
        before, account.role, account.role_since = account.role, role.value, today()
        account.save(update_fields=["role", "role_since"])
        chain.record(scope, "role", account.username, before=before, after=role.value)


def close(by: Account, account: Account, reason: str) -> None:
    """Closes an account: its sessions and tokens end at once; what it did stays in the log.

    Raises:
        NotAllowed: one's own, outside the own agency, or the last operator's.
        InputError: there is no reason.
    """
    scope = _allowed(by, account.agency, reason)
    _not_oneself(by, account)
    with transaction.atomic():
        _keep_an_operator(account)
        account.is_active = False
        account.save(update_fields=["is_active"])
        account.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
        end_sessions(account)
        chain.record(scope, "close", account.username)


def reopen(by: Account, account: Account, reason: str) -> None:
    """Opens a closed account again; its tokens stay ended.

    Raises:
        NotAllowed: outside the own agency.
        InputError: there is no reason.
    """
    scope = _allowed(by, account.agency, reason)
    account.is_active = True
    account.save(update_fields=["is_active"])
    chain.record(scope, "reopen", account.username)


def reset_second_factor(by: Account, account: Account, reason: str) -> None:
    """Takes away every second factor, for somebody who lost theirs; their sessions end.

    Raises:
        NotAllowed: one's own, or outside the own agency.
        InputError: there is no reason.
    """
    scope = _allowed(by, account.agency, reason)
    _not_oneself(by, account)
    take_second_factors(scope, account)


def take_second_factors(scope: Scope, account: Account) -> None:
    """The same by whoever is at the machine itself, where nobody else can get in any more.

    A role that needs a second factor opens nothing before there is another: there are no more days of grace.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        end_sessions(account)
        chain.record(scope, "reset-second-factor", account.username)


def end_sessions(account: Account) -> int:
    """Ends every session of an account; how many there were."""
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)


def within_reach(by: Account) -> frozenset[int]:
    """The keys of the agencies whose people ``by`` may let in and close: their own and all that are part of it."""
    return by.agency.below()


def _allowed(by: Account, agency: Agency, reason: str) -> Scope:
    why = stated(reason)
    if agency.pk not in within_reach(by):
        raise NotAllowed("This agency is not part of yours.", do="Ask its own operator.")
    return by.scope(why)


def _not_oneself(by: Account, account: Account) -> None:
    if by.pk == account.pk:
        raise NotAllowed("Nobody changes their own role or account.", do="Ask another operator.")


def _keep_an_operator(account: Account, *, unless: bool = False) -> None:
    """The rows are locked, so that two operators cannot close each other at the same moment."""
    if unless or account.role != Role.OPERATOR:
        return
    operators = Account.objects.select_for_update().filter(role=Role.OPERATOR, is_active=True)
    if not [one for one in operators if one.pk != account.pk]:
        raise NotAllowed("This is the last operator.", do="Let another one in first.")
