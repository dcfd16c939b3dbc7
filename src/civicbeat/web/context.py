"""What every page knows: which part of the console it is in, light or dark, and whether the data is sample data."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civicbeat.governance.accounts.deny import rights
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.models import FollowedSource
from civicbeat.web import asking
from civicbeat.web.views.account import THEME_COOKIE, THEMES
from civicbeat.web.views.assets import VERSION

PLACES = (
    ("web:now", "now", _("Now"), Right.LOOK),
    ("web:search", "search", _("Search"), Right.LOOK),
    ("web:trends", "findings", _("Findings"), Right.LOOK),
    ("web:topics", "topics", pgettext_lazy("navigation", "Topics"), Right.LOOK),
    ("web:sources", "sources", _("Sources"), Right.COVERAGE),
    ("web:requests", "requests", pgettext_lazy("of people", "Requests"), Right.REQUESTS),
    ("web:assessments", "assessments", _("Assessments"), Right.OVERRIDE),
    ("web:refusals", "refusals", _("Refused queries"), Right.OVERRIDE),
    ("web:models", "models", pgettext_lazy("navigation", "Models"), Right.MODELS),
    ("web:audit", "audit", _("Audit"), Right.AUDIT),
    ("web:people", "people", pgettext_lazy("navigation", "People"), Right.PEOPLE),
    ("web:guide", "guide", _("Help"), None),
)
"""Address, short name, title, and the right that opens it (``None``: every account)."""
FINDINGS = ("trends", "stories", "story", "impact", "compare", "emerging", "kept")
SAMPLE_KNOWN_FOR_SECONDS = 10


def console(request: HttpRequest) -> dict[str, Any]:
    """The variables of the frame around every page."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    signed_in = request.user.is_authenticated
    return {
        "places": places(request),
        "may": rights(request),
        "here": _here(request),
        "theme": theme if theme in THEMES else "auto",
        "themes_of_page": (("auto", _("Like the device")), ("light", _("Light")), ("dark", _("Dark"))),
        "languages_of_page": (("vi", "Tiếng Việt"), ("en", "English")),
        "language": get_language() or "vi",
        "vega_release": VERSION,
        "sample": signed_in and has_sample(),
        "reason": (asking.reason(request) or _("Overview of the public conversation")) if signed_in else "",
    }


def places(request: HttpRequest) -> list[tuple[str, str, Promise]]:
    """The parts of the console that the signed-in person may open, in their order."""
    may = rights(request)
    return [(address, name, title) for address, name, title, right in PLACES if right is None or right in may]


def has_sample() -> bool:
    """Whether the sample city is among the sources."""
    known = cache.get_or_set(
        "has-sample", lambda: FollowedSource.objects.filter(kind="samplecity").exists(), SAMPLE_KNOWN_FOR_SECONDS
    )
    return bool(known)


def _here(request: HttpRequest) -> str:
    match = request.resolver_match
    name = (match.url_name or "").split("-", 1)[0] if match else ""
    return "findings" if name in FINDINGS else "requests" if name == "incidents" else name
