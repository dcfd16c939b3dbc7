"""Parts of pages that htmx fetches: panels, the count, posts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civicbeat.listen.looking import look
from civicbeat.records.errors import BadQuery, CivicbeatError
from civicbeat.web import asking, figures
from civicbeat.web.explaining import explained, where
from civicbeat.web.panels import PANELS
from civicbeat.web.subject import Subject, last_moment, subject
from civicbeat.web.wanted import Wanted

PAGE = 25
FEW = 8


@require_GET
def panel(request: HttpRequest, name: str) -> HttpResponse:
    """One panel about the subject that the address names."""
    if name not in PANELS:
        raise Http404
    template, fill = PANELS[name]
    try:
        about = subject(request)
        context = fill(about)
    except BadQuery:
        return render(request, "web/parts/unread.html")
    except CivicbeatError as error:
        return problem(request, error)
    shown = {"name": name, "subject": about, "wanted": about.wanted, **context}
    return render(request, f"web/panels/{template}.html", shown)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many posts match, said at once while somebody types."""
    try:
        about = subject(request)
        [answer] = asking.ask(about.question())
    except CivicbeatError as error:
        return problem(request, error)
    shown = {
        "posts": figures.total(answer),
        "first": about.period.local_start,
        "last": last_moment(about.period),
        "k": about.scope.k,
    }
    return render(request, "web/parts/count.html", shown)


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """A page of posts. The look is written to the audit log before anything is shown."""
    after = request.GET.get("after", "")[:500]
    few = request.GET.get("few", "") == "1"
    try:
        about = subject(request)
        page = look(asking.store(), about.look(after=after, limit=FEW if few else PAGE), about.audited_as)
    except BadQuery:
        return render(request, "web/parts/unread.html")
    except CivicbeatError as error:
        return problem(request, error)
    shown = {"page": page, "more": "" if few else _more(about, page.next), "after": after, "few": few}
    return render(request, "web/parts/posts.html", shown)


def _more(about: Subject, position: str) -> dict[str, str] | str:
    if not position:
        return ""
    return {"address": about.wanted.address(), "after": position, "topic": str(about.topic.pk) if about.topic else ""}


def problem(request: HttpRequest, error: CivicbeatError) -> HttpResponse:
    """What went wrong, in words; of a bad query, with the place marked."""
    place = None
    if isinstance(error, BadQuery) and not request.GET.get("topic"):
        place = where(error, Wanted.read(request.GET).query)
    return render(request, "web/parts/problem.html", {"explained": explained(error), "where": place})
