"""Opening: a page that has to open a second factor says plainly when it does not open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from civicbeat.records.errors import FactorUnreadable
from civicbeat.web.explaining import explained

View = TypeVar("View", bound=Callable[..., HttpResponse])


def or_told(view: View) -> View:
    """``view``, with a page that tells what to do (status 409) where its key is lost; nobody is let in by that page."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except FactorUnreadable as error:
            return render(request, "web/factor_shut.html", {"explained": explained(error)}, status=409)

    return shown  # type: ignore[return-value]  # it takes and gives the same
