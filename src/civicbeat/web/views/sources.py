"""*Sources*: what is heard, how well, and what is not; and how to add more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.listen.follow import follow_feed, follow_opml
from civicbeat.listen.models import FollowedSource, ImportRun
from civicbeat.records.errors import CivicbeatError
from civicbeat.records.period import Grain, Period, day_start, today
from civicbeat.store.answer import Gap
from civicbeat.store.question import Group, Question
from civicbeat.web import asking, figures
from civicbeat.web.explaining import explained
from civicbeat.web.forms import FeedForm, LookForm, WithdrawnForm
from civicbeat.web.health import Health, health
from civicbeat.web.reaching import EARLIEST, Reach, reaches
from civicbeat.web.streaming import streamed

DAYS = 60
IMPORTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stripe:
    """One day of a strip: ``level`` is ``gap``, ``hidden``, ``none`` or ``l1`` to ``l3``; ``x`` its place."""

    x: float
    level: str
    day: date
    count: int | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A source as the page shows it; ``followed`` is ``None`` for files that were imported."""

    name: str
    title: str
    followed: FollowedSource | None
    health: Health | None
    posts: int | None
    stripes: tuple[Stripe, ...]
    gaps: tuple[Gap, ...]
    reach: Reach | None


@needs(Right.COVERAGE)
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Every source with its health and its coverage of the last 60 days."""
    return render(request, "web/sources.html", _page(request, FeedForm()))


def _page(request: HttpRequest, form: FeedForm) -> dict[str, object]:
    heard = _heard(request)
    return {
        "heard": heard,
        "days": DAYS,
        "form": form,
        "look": LookForm(),
        "withdrawn": WithdrawnForm(initial={"since": today() - timedelta(days=30)}),
        "imports": ImportRun.objects.all()[:IMPORTS_SHOWN],
        "largest": settings.LARGEST_UPLOAD // 2**20,
    }


def _heard(request: HttpRequest) -> list[Heard]:
    period = _days()
    question = Question(
        scope=asking.scope(request, _("Health of the sources")),
        period=period,
        by=(Group.DAY, Group.SOURCE),
        limit=20_000,
    )
    ever = Period.of_days(EARLIEST, today() + timedelta(days=1))
    totals = Question(scope=question.scope, period=ever, by=(Group.SOURCE,), limit=1_000)
    daily, all_days = asking.ask(question, totals)
    series, posts = figures.crossed(daily, Grain.DAY), all_days.counts()
    followed = {source.name: source for source in FollowedSource.objects.all()}
    reached = reaches(question.scope)
    names = sorted({*followed, *reached}, key=lambda name: (name not in followed, name))
    covered = Period(period.start, min(period.end, datetime.now(UTC)), period.zone)
    gaps = asking.store().coverage(covered, names).gaps if names else ()
    by_name = {name: tuple(gap for gap in gaps if gap.source == name) for name in names}
    return [
        Heard(
            name=name,
            title=followed[name].title if name in followed and followed[name].title else name,
            followed=followed.get(name),
            health=health(followed[name]) if name in followed else None,
            posts=posts.get(name, 0),
            stripes=_stripes(series.get(name), by_name[name]),
            gaps=by_name[name],
            reach=reached.get(name),
        )
        for name in names
    ]


def _days() -> Period:
    return Period.of_days(today() - timedelta(days=DAYS - 1), today())


def _stripes(cells: list[figures.Cell] | None, gaps: tuple[Gap, ...]) -> tuple[Stripe, ...]:
    days = cells or [figures.Cell(day, day + timedelta(days=1), 0) for day in _days().cells(Grain.DAY)]
    most = max((cell.count or 0 for cell in days), default=0)
    return tuple(
        Stripe(100 * n / DAYS, _level(cell, gaps, most), cell.start.date(), cell.count) for n, cell in enumerate(days)
    )


def _level(cell: figures.Cell, gaps: tuple[Gap, ...], most: int) -> str:
    missing = sum((max(timedelta(), min(gap.end, cell.end) - max(gap.start, cell.start)) for gap in gaps), timedelta())
    if missing > (cell.end - cell.start) / 2:
        return "gap"
    if cell.count is None:
        return "hidden"
    if not cell.count:
        return "none"
    return "l3" if cell.count * 3 > most * 2 else "l2" if cell.count * 3 > most else "l1"


@needs(Right.SOURCES)
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follows a feed, or all the feeds of a list."""
    form = FeedForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = _follow(form)
        except CivicbeatError as error:
            form.add_error(None, explained(error))
        else:
            scope = asking.scope(request, asking.reason(request) or _("Following public feeds"))
            chain.record(scope, "follow", f"{added} feeds")
            messages.success(
                request,
                ngettext(
                    "%(n)s feed is followed now; its first posts come in a minute.",
                    "%(n)s feeds are followed now; their first posts come in a minute.",
                    added,
                )
                % {"n": added},
            )
            return redirect("web:sources")
    return render(request, "web/sources.html", _page(request, form), status=400)


def _follow(form: FeedForm) -> int:
    given = form.cleaned_data
    if given["opml_file"]:
        return len(list(follow_opml(given["opml_file"].read())))
    if given["opml"]:
        return len(list(follow_opml(given["opml"].encode())))
    follow_feed(given["address"])
    return 1


@needs(Right.EXPORT)
@require_GET
def withdrawn(request: HttpRequest) -> HttpResponseBase:
    """A CSV of the posts that are gone or were erased since a day, for those who hold an export made before."""
    form = WithdrawnForm(request.GET)
    if not form.is_valid():
        return render(request, "web/sources.html", _page(request, FeedForm()) | {"withdrawn": form}, status=400)
    since = day_start(form.cleaned_data["since"])
    scope = asking.scope(request, asking.reason(request) or _("Keeping exports true"))
    chain.record(scope, "withdrawn", since.date().isoformat())
    return streamed(request, asking.store().withdrawn(since), "csv", f"withdrawn-since-{since.date()}.csv")
