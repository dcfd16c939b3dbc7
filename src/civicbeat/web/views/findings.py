"""*Trends*, *Stories* and *Impact*: what the methods find, each about a topic, a query or everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from civicbeat.findings import effects
from civicbeat.findings.effects import GROUPS, Asked
from civicbeat.findings.labelling import known
from civicbeat.findings.wanted import SPANS, Wanted, write_filters
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.topics.models import Topic
from civicbeat.records.errors import BadQuery, CivicbeatError
from civicbeat.records.period import today
from civicbeat.store.question import Filter, Group
from civicbeat.web import asking, figures
from civicbeat.web.explaining import explained, where
from civicbeat.web.feeling import model
from civicbeat.web.forms import Choices, ImpactForm
from civicbeat.web.impact import ALL, models_of, panel, rivals_of, wished
from civicbeat.web.labels import GROUPS as GROUP_NAMES
from civicbeat.web.labels import label
from civicbeat.web.subject import Subject, seen_topic, subject
from civicbeat.web.views.parts import part, problem, silences

MOST_CHOICES = 40


@needs(Right.LOOK)
@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    """The stories that were told most often."""
    return render(request, "web/stories.html", page_about(request, Wanted.read(request.GET, span="7d")))


@needs(Right.LOOK)
@require_GET
def story(request: HttpRequest, number: int) -> HttpResponse:
    """How one story spread."""
    wanted = Wanted.read(request.GET, span="30d")
    others = tuple(f for f in wanted.filters if f.group is not Group.STORY)
    one = replace(wanted, filters=(*others, Filter(Group.STORY, (str(number),))))
    page = {**page_about(request, one), "back": wanted.address(), "number": str(number)}
    return render(request, "web/story.html", page)


@needs(Right.LOOK)
@require_GET
def impact(request: HttpRequest) -> HttpResponse:
    """Asks what was decided, for what and when; what it changed is fetched once the form is filled in."""
    wanted = Wanted.read(request.GET, span="90d")
    page = page_about(request, wanted)
    try:
        form = _form(request, subject(request, span="90d"))
    except CivicbeatError as error:
        place = where(error, wanted.query) if isinstance(error, BadQuery) and not page["topic"] else None
        page |= {"explained": explained(error), "where": place}
        form = ImpactForm(None, [(ALL, _("all that is asked about, as a whole"))])
    if form.is_valid():
        page["asked"] = urlencode({name: str(value) for name, value in form.cleaned_data.items() if value})
    return render(request, "web/impact.html", {**page, "form": form})


@needs(Right.LOOK)
@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    """What a dated decision changed in a theme, a place or all that the address is about."""
    title = gettext_lazy("Its effect")
    try:
        about = subject(request, span="90d")
        asked = wished(request)
        shown = {"subject": about, "wanted": about.wanted, **_effect(request, about, asked)}
    except CivicbeatError as error:
        return problem(request, error, title)
    return part(request, "web/parts/effect.html", shown, title)


def _form(request: HttpRequest, about: Subject) -> ImpactForm:
    return ImpactForm(request.GET if "decided" in request.GET else None, _choices(about))


def _choices(about: Subject) -> Choices:
    """All that the page is about, and the themes and places of which enough is said, as ``group:value``."""
    told = [group for group in GROUPS if asking.store().tells(group)]
    answers = asking.ask(*(about.question(group, limit=MOST_CHOICES) for group in told))
    groups = [
        (
            str(GROUP_NAMES[group]),
            [(f"{group.value}:{bar.value}", bar.label) for bar in figures.bars(answer) if bar.value and bar.count],
        )
        for group, answer in zip(told, answers, strict=True)
    ]
    return [(ALL, _("all that is asked about, as a whole")), *groups]


def _effect(request: HttpRequest, about: Subject, asked: Asked) -> dict[str, Any]:
    found = effects.effect(
        asking.store(), about.question(), asked, known(about.topic, model()), rivals_of(request, about)
    )
    models = sorted(about.models | models_of(asked))
    return {**panel(found, asked), "models": models, "silences": silences(about, models)}


def page_about(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """What a page of findings is about, as its parts are asked for it."""
    number = request.GET.get("topic", "")
    topic = seen_topic(request, int(number)) if number.isdecimal() else None
    mine = Topic.objects.seen_by(asking.account(request).agency.short_name).filter(ends_on__gt=today())
    address = wanted.address() + (f"&topic={topic.pk}" if topic else "")
    return {
        "wanted": wanted,
        "address": address,
        "topic": topic,
        "topics": mine,
        "spans": tuple(SPANS),
        "filters": write_filters(wanted.filters),
        "chosen": [label(each.group, value) for each in wanted.filters for value in each.values],
    }
