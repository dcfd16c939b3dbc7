"""*Trends*, *Stories* and *Impact*: what the methods find, each about a topic, a query or everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import today
from civicbeat.store.question import Filter, Group
from civicbeat.web import asking
from civicbeat.web.subject import my_topic
from civicbeat.web.wanted import SPANS, Wanted


@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    """The stories that were told most often."""
    return render(request, "web/stories.html", _about(request, Wanted.read(request.GET, span="7d")))


@require_GET
def story(request: HttpRequest, number: int) -> HttpResponse:
    """How one story spread."""
    wanted = Wanted.read(request.GET, span="30d")
    others = tuple(f for f in wanted.filters if f.group is not Group.STORY)
    one = replace(wanted, filters=(*others, Filter(Group.STORY, (str(number),))))
    return render(request, "web/story.html", {**_about(request, one), "back": wanted.address()})


def _about(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """What the page is about, as its parts are asked for it."""
    number = request.GET.get("topic", "")
    topic = my_topic(request, int(number)) if number.isdecimal() else None
    mine = Topic.objects.filter(agency=asking.account(request).agency, ends_on__gt=today())
    address = wanted.address() + (f"&topic={topic.pk}" if topic else "")
    return {"wanted": wanted, "address": address, "topic": topic, "topics": mine, "spans": tuple(SPANS)}
