"""How django-allauth and django-axes do things here: no sign-up, no mail, no full addresses of people's devices."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from civicbeat.governance.accounts import factors
from civicbeat.governance.accounts.models import Account


def network(request: HttpRequest) -> str:
    """The network a request comes from: the first 24 bits of an IPv4 address, 48 of an IPv6 one.

    Enough to tell a strange place from one's own office; an address of one device is not kept.
    """
    address = ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104  # nothing is bound to it
    bits = 24 if address.version == 4 else 48
    return str(ip_network(f"{address}/{bits}", strict=False).network_address)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no annotations
    """Accounts are made by an invitation only; nobody is sent a mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # nobody is
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network instead of the address."""
        return network(request)

    def add_message(self, request: HttpRequest, level: int, *_args: Any, **_named: Any) -> None:
        """Says only that a passkey was not taken: of all else the pages themselves show what is so now."""
        if level == messages.ERROR:
            messages.error(request, _("This passkey was not accepted. Try once more, or sign in another way."))


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no annotations
    """The name an authenticator app shows is the one to sign in with; its secret is sealed in the records store."""

    def encrypt(self, text: str) -> str:
        """``text`` sealed for the account at work."""
        return factors.seal(_at_work(), text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed for the account at work; what was sealed for another does not open.

        Raises:
            FactorUnreadable: it does not open.
        """
        return factors.unseal(_at_work(), encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name of this civicbeat for passkeys: the host people reach it by."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "civicbeat"}


def _at_work() -> int:
    """The number of the account that this request is of: who is signed in, or has shown a password and goes on.

    Raises:
        FactorUnreadable: nobody is there.
    """
    request = context.request
    if request is None:
        raise factors.unreadable()
    if isinstance(request.user, Account):
        return request.user.pk
    login = unstash_login(request, peek=True)
    if login is None or login.user is None:
        raise factors.unreadable()
    return int(login.user.pk)


class Directory(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no annotations
    """Whoever the directory vouches for is let in if an account of that name was invited, and otherwise not."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  # nobody is
        """Never: the directory knows who somebody is, not what they are there to do."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Joins the directory's entry to the account of that name, the first time."""
        if sociallogin.is_existing:
            return
        name = str(sociallogin.account.uid)
        account = Account.objects.filter(username=name, is_active=True, by_directory=True).first()
        if account is None:
            self._refuse(request)
        sociallogin.connect(request, account)

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        """The directory did not vouch, or what it sent is wrong."""
        self._refuse(request)

    def _refuse(self, request: HttpRequest) -> NoReturn:
        messages.error(request, _("The directory's answer opens no account here. Ask who lets people in."))
        raise ImmediateHttpResponse(redirect("web:sign-in"))
