"""Parts of pages that htmx fetches: panels, the count, posts. A reader without scripts opens them as pages."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from civicbeat.findings import unread
from civicbeat.findings.wanted import Wanted
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.looking import look
from civicbeat.records.errors import BadQuery, CivicbeatError, ModelSwitchedOff, PersonalQuery
from civicbeat.records.period import Period
from civicbeat.web import asking, figures
from civicbeat.web.explaining import explained, what_happened, where
from civicbeat.web.labels import spoken
from civicbeat.web.panels import PANELS, Context
from civicbeat.web.subject import Subject, last_moment, subject

PAGE = 25
FEW = 8
_COUNT = gettext_lazy("How many posts match")
_POSTS = gettext_lazy("Posts")


@needs(Right.LOOK)
@require_GET
def panel(request: HttpRequest, name: str) -> HttpResponse:
    """One panel about the subject that the address names."""
    if name not in PANELS:
        raise Http404
    wanted = PANELS[name]
    try:
        about = subject(request)
        context = wanted.fill(about)
    except (BadQuery, PersonalQuery) as error:
        return _unread(request, error, wanted.title)
    except CivicbeatError as error:
        return problem(request, error, wanted.title)
    models = sorted({*wanted.models, *wanted.some, *about.models})
    panel_file = f"web/panels/{wanted.template}.html"
    shown = {"name": name, "subject": about, "wanted": about.wanted, "panel": panel_file, "models": models, **context}
    shown["silences"] = silences(about, models, context.get("also"))
    return part(request, "web/parts/marked.html", shown, wanted.title)


def silences(about: Subject, models: Collection[str], also: Period | None = None) -> list[str]:
    """When one of ``models`` was silent in the subject's period, or in the one it is compared with, in words."""
    gaps = [gap for period in (also, about.period) if period for gap in asking.store().unread(models, period)]
    return [spoken(unread.told(gap)) for gap in gaps]


@needs(Right.LOOK)
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many posts match, said at once while somebody types."""
    try:
        about = subject(request)
        [answer] = asking.ask(about.question())
    except CivicbeatError as error:
        return problem(request, error, _COUNT)
    shown = {
        "subject": about,
        "posts": figures.total(answer),
        "first": about.period.local_start,
        "last": last_moment(about.period),
        "k": about.scope.k,
    }
    return part(request, "web/parts/count.html", shown, _COUNT)


@needs(Right.READ)
@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """A page of posts. The look is written to the audit log before anything is shown."""
    after = request.GET.get("after", "")[:500]
    few = request.GET.get("few", "") == "1"
    try:
        about = subject(request)
        page = look(asking.store(), about.look(after=after, limit=FEW if few else PAGE), about.audited_as)
    except (BadQuery, PersonalQuery) as error:
        return _unread(request, error, _POSTS)
    except CivicbeatError as error:
        return problem(request, error, _POSTS)
    shown = {"subject": about, "page": page, "more": "" if few else _more(about, page.next), "after": after}
    return part(request, "web/parts/posts.html", shown, _POSTS)


def _more(about: Subject, position: str) -> str:
    """The address of the next page of posts, empty after the last one."""
    if not position:
        return ""
    topic = {"topic": about.topic.pk} if about.topic else {}
    return f"{reverse('web:posts')}?{about.wanted.address()}&{urlencode({'after': position, **topic})}"


def part(request: HttpRequest, template: str, shown: Context, title: Promise) -> HttpResponse:
    """The part as htmx puts it into its page; or, for whoever follows a link to it, with a page around it."""
    if _is_for_htmx(request):
        response = render(request, template, shown)
    else:
        about = shown.get("subject")
        last = last_moment(about.period) if about else None
        response = render(request, "web/alone.html", {**shown, "part": template, "title": title, "last": last})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _is_for_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _unread(request: HttpRequest, error: BadQuery | PersonalQuery, title: Promise) -> HttpResponse:
    """What is wrong with a query is told once a page, by the count; a part that stands alone tells it itself."""
    if _is_for_htmx(request):
        return part(request, "web/parts/unread.html", {}, title)
    return problem(request, error, title)


def problem(request: HttpRequest, error: CivicbeatError, title: Promise) -> HttpResponse:
    """What went wrong, in words; of a bad query, with the place marked; of a model that is off, no fault at all."""
    if isinstance(error, ModelSwitchedOff):
        return part(request, "web/parts/silent.html", {"explained": what_happened(error), "model": error.model}, title)
    place = None
    if isinstance(error, BadQuery) and not request.GET.get("topic"):
        place = where(error, Wanted.read(request.GET).query)
    contest = urlencode({"q": Wanted.read(request.GET).query}) if isinstance(error, PersonalQuery) else ""
    shown = {"explained": explained(error), "where": place, "contest": contest}
    return part(request, "web/parts/problem.html", shown, title)
