"""The public register: all parts, each part as a page, as JSON and as CSV, and a feed of what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civicbeat.enrich.phrases import fold
from civicbeat.governance.accounts.needs import for_everybody
from civicbeat.portal.register.all import BY_SLUG, PARTS
from civicbeat.portal.register.feed import changes
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.topics import TOPICS
from civicbeat.portal.register.values import Both, Value, both, plain, shown
from civicbeat.portal.register.written import as_csv, as_json, rows

A_PAGE = 50
SHOWN_CHANGES = 8
LONGEST_FIND = 100
ATOM = "application/atom+xml; charset=utf-8"
FOR_PROGRAMS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a page: its column, its value and its HTML."""

    column: Column
    value: Value
    html: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are alike in the columns told once: those cells, and a table of what differs.

    ``anchor`` is where other pages lead to, empty where none does.
    """

    alike: Sequence[Cell]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    anchor: str


@for_everybody
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What there is, how it stands, and what changed lately."""
    language = _language()
    parts = [(part, part.brief().say(language)) for part in PARTS]
    newest = [(change, change.title.say(language)) for change in changes(SHOWN_CHANGES)]
    return render(request, "portal/register.html", {"parts": parts, "changes": newest})


@for_everybody
@require_safe
def one_part(request: HttpRequest, part: str) -> HttpResponse:
    """One part, fifty rows a page; ``find`` narrows it to the rows that hold some words."""
    found, language = _part(part), _language()
    wanted = request.GET.get("find", "").strip()[:LONGEST_FIND]
    every = found.rows()
    narrowed = [row for row in every if _holds(row, fold(wanted))] if wanted else every
    page = Paginator(narrowed, A_PAGE).get_page(request.GET.get("page"))
    shown_now = {
        "part": found,
        "facts": [fact.say(language) for fact in found.facts()],
        "page": page,
        "groups": _groups(found, [_cells(found, row, language) for row in page]),
        "total": len(every),
        "find": wanted,
        "steps": _steps(page, wanted),
        "long": len(every) > A_PAGE,
    }
    return render(request, "portal/part.html", shown_now)


@for_everybody
@require_safe
def part_json(_request: HttpRequest, part: str) -> JsonResponse:
    """One part for programs."""
    return _json(as_json(_part(part)))


@for_everybody
@require_safe
def part_csv(_request: HttpRequest, part: str) -> HttpResponse:
    """One part for spreadsheets."""
    found = _part(part)
    headers = {**FOR_PROGRAMS, "Content-Disposition": f'inline; filename="register-{found.slug}.csv"'}
    return HttpResponse(b"".join(as_csv(found)), content_type="text/csv; charset=utf-8", headers=headers)


@for_everybody
@require_safe
def register_json(request: HttpRequest) -> JsonResponse:
    """Where the parts are, and all topics: ``{"parts": {slug: {"title", "json", "csv"}}, "topics": […]}``."""
    parts = {
        each.slug: {"title": plain(both(each.title)), **{form: _whole(request, each, form) for form in ("json", "csv")}}
        for each in PARTS
    }
    return _json({"parts": parts, "topics": rows(TOPICS)})


@for_everybody
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What changed lately as an Atom feed, in Vietnamese unless ``?language=en``."""
    language = "en" if request.GET.get("language") == "en" else "vi"
    with override(language):
        atom = Atom1Feed(
            title=_("Public register: what changed"),
            link=request.build_absolute_uri(reverse("portal:register")),
            description=_("Topics, sources, rules and incidents of this installation."),
            language=language,
            feed_url=request.build_absolute_uri(),
        )
    for change in changes():
        atom.add_item(
            title=change.title.say(language),
            link=request.build_absolute_uri(reverse("portal:register-part", args=[change.part])),
            description=escape(change.text.say(language)),
            unique_id=f"tag:{request.get_host()},2026:register/{change.key}",
            updateddate=change.moment,
            pubdate=change.moment,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=ATOM, headers=FOR_PROGRAMS)


def _part(slug: str) -> Part:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _cells(found: Part, row: Row, language: str) -> list[Cell]:
    return [Cell(column, row[column.key], shown(row[column.key], language)) for column in found.columns]


def _groups(found: Part, every: Sequence[Sequence[Cell]]) -> list[Group]:
    """The rows of a page, those that are alike together; columns in which nothing is known are left out of a table."""
    groups = []
    for _alike, together in groupby(every, key=lambda cells: [cell.html for cell in cells[: found.told_once]]):
        members = list(together)
        known = [
            n
            for n in range(found.told_once, len(found.columns))
            if not found.told_once or any(row[n].html != shown(None, _language()) for row in members)
        ]
        table = [[row[n] for n in known] for row in members]
        named = next((str(cell.value) for cell in members[0] if cell.column.key == found.anchor), "")
        alike = [cell for cell in members[0][: found.told_once] if cell.value is not None or not cell.column.quiet]
        groups.append(Group(alike, [found.columns[n] for n in known], table, named))
    return groups


def _holds(row: Row, folded: str) -> bool:
    """Whether the words of a row, in either language, hold some others."""
    words = (value for value in row.values() if isinstance(value, str | Both))
    said = " ".join(f"{value.vi} {value.en}" if isinstance(value, Both) else value for value in words)
    return folded in fold(said)


def _steps(page: Page[Row], wanted: str) -> dict[str, str]:
    """The addresses of the page before and after."""
    found = {}
    if page.has_previous():
        found["before"] = urlencode({"page": page.previous_page_number(), "find": wanted})
    if page.has_next():
        found["after"] = urlencode({"page": page.next_page_number(), "find": wanted})
    return found


def _json(body: dict[str, object]) -> JsonResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, headers=FOR_PROGRAMS)


def _whole(request: HttpRequest, each: Part, form: str) -> str:
    return request.build_absolute_uri(reverse(f"portal:register-part-{form}", args=[each.slug]))


def _language() -> str:
    return "en" if get_language() == "en" else "vi"
