"""Every address of the API. Each asks who is there, also those where nothing is; all are read only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer
from ninja.security import django_auth

from civicbeat.api import (
    causes,
    changes,
    emerging,
    events,
    feelings,
    figures,
    impact,
    kept,
    models,
    problems,
    stories,
    trends,
    unheard,
)
from civicbeat.api.describing import document
from civicbeat.governance.accounts.needs import Needs, for_the_signed_in, marked, needed

View = Callable[..., HttpResponse]


class OrjsonRenderer(BaseRenderer):
    """JSON as everywhere in civicbeat: moments in ISO 8601, no NaN."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return orjson.dumps(data)


api = NinjaAPI(
    title="civicbeat",
    version="1",
    description="The findings of the console, as JSON. Show a token or sign in; every question needs its reason.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    auth=django_auth,
    renderer=OrjsonRenderer(),
)
problems.handle(api)
PARTS = (figures, feelings, changes, stories, trends, events, causes, emerging, unheard, impact, kept, models)
ROUTERS = tuple(each.router for each in PARTS)
for _each in ROUTERS:
    api.add_router("", _each)


@api.get("/openapi.json", include_in_schema=False)
@for_the_signed_in
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The description of this API for programs."""
    return HttpResponse(orjson.dumps(document(api)), content_type="application/json")


@for_the_signed_in
def _nothing(request: HttpRequest, **_: str) -> HttpResponse:
    return problems.nothing() if request.user.is_authenticated else problems.nobody()


def _read_only(view: View) -> View:
    """Lets the API answer itself who is not signed in, and refuses whatever is no GET; needs what the view needs."""

    @csrf_exempt  # nothing but GET comes through
    @login_not_required
    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method == "GET":
            return view(request, **parts)
        response = problems.problem(405, "ReadOnly", "The API only reads.", "Use GET.")
        response.headers["Allow"] = "GET"
        return response

    return shown


def _patterns() -> list[URLPattern]:
    """The operations, then all other addresses."""
    patterns, _, _ = api.urls
    operations = [each for each in patterns if isinstance(each, URLPattern) and each.name != "api-root"]
    wanted = _needs()
    for each in operations:
        each.callback = _read_only(marked(each.callback, wanted[str(each.pattern)]))
    return [*operations, re_path(r"^(?P<rest>.*)$", _read_only(_nothing), name="api-root")]


def _needs() -> dict[str, Needs]:
    """What each operation needs, by its route.

    Raises:
        AttributeError: an operation does not say.
    """
    return {
        route.lstrip("/"): needed(operation.view_func)
        for router in (*ROUTERS, api.default_router)
        for route, path in router.path_operations.items()
        for operation in path.operations
    }


app_name = "api"
urlpatterns = _patterns()
