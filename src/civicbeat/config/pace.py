"""Pace: how fast one account may ask, so that no program reads the store dry in somebody's name.

Counts are kept by this process, by account and minute, and forgotten with the minute. Who is not signed in has the
limits of the open pages and of signing in.
"""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from civicbeat.api import problems
from civicbeat.governance.accounts.models import Account
from civicbeat.governance.counting import within

A_MINUTE = 60
BY_PROGRAMS = 120
"""Requests of the API a minute: twice as many as a chart drawn anew each second needs."""
BY_PEOPLE = 600
"""Requests of the console a minute: a page brings a dozen parts, and nobody opens one a second for long."""
API = "/api/"


class Pace(MiddlewareMixin):
    """Answers 429 with ``Retry-After`` (RFC 6585) beyond the limit; stands after what knows the account."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to whoever is too fast, else nothing."""
        of_api = request.path.startswith(API)
        if not isinstance(request.user, Account) or not _is_too_fast(request.user, of_api=of_api):
            return None
        response = _told(request, of_api=of_api)
        response.headers["Retry-After"] = str(A_MINUTE - int(time.time()) % A_MINUTE)
        return response


def _is_too_fast(account: Account, *, of_api: bool) -> bool:
    name = f"pace-{account.pk}-{of_api}-{int(time.time()) // A_MINUTE}"
    return not within(name, BY_PROGRAMS if of_api else BY_PEOPLE, A_MINUTE)


def _told(request: HttpRequest, *, of_api: bool) -> HttpResponse:
    if of_api:
        return problems.problem(429, "TooFast", "This is asked too fast.", f"Ask {BY_PROGRAMS} times a minute at most.")
    return render(request, "web/too_fast.html", status=429)
