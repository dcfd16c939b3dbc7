"""The person's own things: signing in and out, language, light or dark, and the reason for looking."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.accounts.needs import for_everybody, for_the_signed_in
from civicbeat.web.asking import REASON

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
_A_YEAR = 365 * 24 * 3600


class SignInForm(AuthenticationForm):
    """Name, password and what the session is for."""

    reason = forms.CharField(
        label=_("What are you working on?"),
        min_length=8,
        max_length=200,
        initial=_("Overview of the public conversation"),
        help_text=_("It stands in the audit log beside every look at posts. You can change it at any time."),
    )


class SignIn(LoginView):
    """Lets a person in, by password and, where they set one up, a second factor; remembers why they look."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """The password was right; what still has to be shown is asked for by the pages that follow."""
        person = form.get_user()
        self.request.session[REASON] = form.cleaned_data["reason"]
        login = Login(user=person, redirect_url=self.get_success_url())
        response: HttpResponse = perform_password_login(self.request, {"username": person.username}, login)
        _speak(response, person.language)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the institution's directory is there to sign in by."""
        return {**super().get_context_data(**kwargs), "directory": bool(settings.SOCIALACCOUNT_PROVIDERS)}


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Too many wrong passwords: the page says so and for how long, and not whether there is such an account."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "web/locked_out.html", {"minutes": minutes}, status=429)


@for_the_signed_in
@require_POST
def reason(request: HttpRequest) -> HttpResponse:
    """Changes the reason for looking; an empty one changes nothing."""
    text = request.POST.get("reason", "").strip()[:200]
    if text:
        request.session[REASON] = text
    return HttpResponseRedirect(_back(request))


@for_everybody
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Changes the language, for good where somebody is signed in."""
    response = HttpResponseRedirect(_back(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        if isinstance(request.user, Account):
            Account.objects.filter(pk=request.user.pk).update(language=code)
        _speak(response, code)
    return response


@for_everybody
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Changes between light, dark and what the device prefers."""
    response = HttpResponseRedirect(_back(request))
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        _remember(response, THEME_COOKIE, wanted)
    return response


def _speak(response: HttpResponse, code: str) -> None:
    _remember(response, settings.LANGUAGE_COOKIE_NAME, code)


def _remember(response: HttpResponse, name: str, value: str) -> None:
    by_https = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=by_https)


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours."""
    came_from = request.POST.get("next", "")
    if came_from.startswith("/") and url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return came_from
    return "/"
