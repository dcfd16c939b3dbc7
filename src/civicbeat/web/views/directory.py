"""To the institution's directory and back: what it says wrongly, or not at all, leads to the sign-in page."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests.exceptions import RequestException

from civicbeat.governance.accounts.needs import for_everybody


@for_everybody
def there(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends the browser to the directory."""
    return _or_sign_in(views.login, request, provider_id)


@for_everybody
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lets in whom the directory vouches for, if an account of that name was invited."""
    return _or_sign_in(views.callback, request, provider_id)


def _or_sign_in(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (RequestException, KeyError, ValueError):
        messages.error(request, _("The directory does not answer as it should. Try again, or ask who looks after it."))
        return redirect("web:sign-in")
