"""Problems: every error as a document of RFC 9457, which says what happened and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from civicbeat.records.errors import (
    BadQuery,
    CivicbeatError,
    InputError,
    ModelSwitchedOff,
    NotAllowed,
    QueryTooExpensive,
    StoreError,
)

MEDIA_TYPE = "application/problem+json"
STATUSES: Mapping[type[CivicbeatError], int] = {
    InputError: 422,
    QueryTooExpensive: 422,
    NotAllowed: 403,
    StoreError: 503,
}
"""The nearest class of an error decides; what is not of these is a fault of the program."""

_log = logging.getLogger(__name__)


def problem(status: int, kind: str, what: str, do: str = "", **more: Any) -> HttpResponse:
    """A problem of a ``kind`` (the name of the error): ``what`` happened, and what to ``do``."""
    told = {"type": f"tag:civicbeat,2026:{kind}", "title": what, "status": status, "detail": f"{what} {do}".strip()}
    body = orjson.dumps({**told, "do": do, **more})
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)


def told(error: CivicbeatError) -> HttpResponse:
    """An error of the tree; of a bad query with the position, counted in characters of the query from 0.

    Of a model that is switched off with its name, since when, and by whose decision.
    """
    status = next((STATUSES[each] for each in type(error).__mro__ if each in STATUSES), 500)
    return problem(status, type(error).__name__, error.what, error.do, **_more(error))


def _more(error: CivicbeatError) -> Mapping[str, Any]:
    """What a program may want to read apart from the words."""
    if isinstance(error, BadQuery):
        return {"position": error.position}
    if isinstance(error, ModelSwitchedOff):
        return {"model": error.model, "since": error.since, "by": error.by}
    return {}


def nobody() -> HttpResponse:
    """Nobody is signed in."""
    return problem(
        401,
        "SignInMissing",
        "Nobody is signed in.",
        "Show a token (Authorization: Bearer …), or sign in to the console first.",
    )


def nothing() -> HttpResponse:
    """There is no such address, or it is none of this agency's."""
    return problem(404, "NothingThere", "There is nothing here.", "See the operations in /api/v1/openapi.json.")


def unread(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """Parameters that are missing or wrong, each by its name; what was given is not repeated."""
    wrong = [{"parameter": str(each["loc"][-1]), "what": str(each["msg"])} for each in errors]
    names = ", ".join(sorted({each["parameter"] for each in wrong}))
    return problem(422, "BadParameter", f"Parameters are missing or wrong: {names}.", "Correct them.", errors=wrong)


def handle(api: NinjaAPI) -> None:
    """Lets ``api`` answer every error so."""
    for kind, tell in _TELL.items():
        api.add_exception_handler(kind, partial(_tell, tell))


def _tell(tell: Callable[[Any], HttpResponse], _: HttpRequest, error: Any) -> HttpResponse:
    return tell(error)


def _fault(error: Exception) -> HttpResponse:
    _log.error("A fault of the program in the API", exc_info=error)
    return problem(500, "Fault", "The program made a mistake.", "Tell the operator, who finds it in the log.")


_TELL: Mapping[type[Exception], Callable[[Any], HttpResponse]] = {
    CivicbeatError: told,
    ValidationError: lambda error: unread(error.errors),
    AuthenticationError: lambda _: nobody(),
    Http404: lambda _: nothing(),
    Exception: _fault,
}
