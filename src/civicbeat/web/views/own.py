"""*Your account*: password, second factor, sessions and the tokens of one's programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civicbeat.governance.accounts import tokens
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import for_the_signed_in
from civicbeat.governance.accounts.people import end_sessions
from civicbeat.governance.accounts.rights import NEEDS_SECOND_FACTOR, Right
from civicbeat.governance.audit import chain
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import today
from civicbeat.web import asking
from civicbeat.web.explaining import explained
from civicbeat.web.forms import DayInput

MEANINGS = {
    Right.LOOK: gettext_lazy("Figures, charts and findings"),
    Right.COVERAGE: gettext_lazy("Sources and how well they are heard"),
}


class TokenForm(forms.Form):
    """What a token is for, what it may do, and until when."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=80)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), widget=forms.CheckboxSelectMultiple, initial=[Right.LOOK.value]
    )
    expires_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(right.value, MEANINGS[right]) for right in tokens.OFFERED if right in account.rights]
        self.fields["rights"].choices = offered  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = today() + timedelta(days=90)


@for_the_signed_in
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """How one signs in, and where one is signed in."""
    person = asking.account(request)
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return render(
        request,
        "web/account.html",
        {
            "secured": is_mfa_enabled(person),
            "must": person.role in NEEDS_SECOND_FACTOR,
            "app": Authenticator.Type.TOTP in kinds,
            "keys": kinds.count(Authenticator.Type.WEBAUTHN),
            "sessions": len(UserSession.objects.purge_and_list(person)),
            "tokens": sum(token.is_open for token in person.tokens.all()),
        },
    )


@for_the_signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes the password, which asks for the old one; every other session ends."""
    person = asking.account(request)
    form = PasswordChangeForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        end_sessions(person)
        request.session.cycle_key()
        update_session_auth_hash(request, person)
        chain.record(person.scope(_("Changing the password")), "secure", "password changed")
        messages.success(request, _("The password is changed. All other sessions have ended."))
        return redirect("web:account")
    return render(request, "web/password.html", {"form": form})


@for_the_signed_in
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens of one's programs; a new one is shown once."""
    person = asking.account(request)
    form = TokenForm(person, request.POST or None)
    secret, problem = "", None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            wanted = [Right(right) for right in given["rights"]]
            _made, secret = tokens.make(person, given["name"], wanted, given["expires_on"])
            form = TokenForm(person)
        except CivicbeatError as error:
            problem = explained(error)
    shown = {"form": form, "secret": secret, "explained": problem, "tokens": person.tokens.all(), "today": today()}
    response = render(request, "web/tokens.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@for_the_signed_in
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a token of one's own."""
    person = asking.account(request)
    tokens.revoke(get_object_or_404(person.tokens, pk=pk), person)
    return redirect("web:account-tokens")
