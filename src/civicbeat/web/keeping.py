"""Keeping: the finding that an address names is found once more, to be kept as it is now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civicbeat.findings import effects
from civicbeat.findings.causes import cause
from civicbeat.findings.change import change
from civicbeat.findings.emerging import newest, told
from civicbeat.findings.feelings import feelings
from civicbeat.findings.keeping import courses, parts
from civicbeat.findings.keeping.content import Content, KeptWords
from civicbeat.findings.keeping.frozen import Body, content, nothing
from civicbeat.findings.labelling import known
from civicbeat.findings.spread import counted
from civicbeat.findings.trends import HORIZONS, trend
from civicbeat.findings.unread import told as told_silent
from civicbeat.governance.topics.models import Topic
from civicbeat.records.period import Period
from civicbeat.store.question import Filter, Group, Question
from civicbeat.web import asking
from civicbeat.web.feeling import model
from civicbeat.web.impact import rivals_of, wished
from civicbeat.web.labels import titles
from civicbeat.web.subject import Subject, subject
from civicbeat.web.trends import ALARMS

KINDS: Mapping[str, Promise] = {
    "forecast": _("Forecast, and unusual rises"),
    "rise": _("Causes of a rise"),
    "change": _("What a change is made of"),
    "shares": _("Corrected shares of sentiments"),
    "impact": _("Effect of a decision"),
    "story": _("How a story spread"),
    "campaign": _("Joint sharing"),
}
"""What each kind of finding is called."""
NAMES = re.compile(
    rf"trend-({'|'.join(HORIZONS)})-({'|'.join(ALARMS)})|cause|change-(posts|negative)-(place|theme|source)"
    r"|feeling|impact|story|campaign"
)
"""Of findings, as addresses have them: those of their panels, where they have one. A change by stories is not kept: its
parts have no name but the words of somebody."""

SPANS: Mapping[str, str] = {"impact": "90d", "story": "30d"}
"""How far back pages of some kinds look where the address does not say; panels look as far as any does."""


def kind_of(name: str) -> str:
    """The kind of the finding of this name; empty where it cannot be kept."""
    if not NAMES.fullmatch(name):
        return ""
    return {"trend": "forecast", "cause": "rise", "feeling": "shares"}.get(first := name.partition("-")[0], first)


def frozen(request: HttpRequest, name: str, topic: Topic) -> Content:
    """The finding that the address of ``request`` names, as it is now, for ``topic``.

    Raises:
        BadQuery: its query cannot be understood.
        Http404: there is no such finding.
        NotAllowed: nothing was found, or the topic does not run.
        QueryTooExpensive: it took too long.
    """
    about = subject(request, span=SPANS.get(kind_of(name), "30d"))
    if not about.topic:  # found in a free search, it is kept for the topic, whose purpose is then the reason
        about = replace(about, scope=topic.scope(asking.account(request)))
    body = _MAKERS[kind_of(name)](request, name, about)
    kept = content(_asked(about, name, request), body, address(request, name))
    silent = asking.store().unread(kept.models, Period(kept.start, kept.end))
    return kept.model_copy(update={"notes": (*(KeptWords.of(told_silent(gap)) for gap in silent), *kept.notes)})


def address(request: HttpRequest, name: str) -> str:
    """The page that told the finding."""
    given = [(key, value) for key, values in request.GET.lists() for value in values if key not in _OWN]
    if kind_of(name) == "campaign":
        return reverse("web:emerging")
    if kind_of(name) == "impact":
        return f"{reverse('web:impact')}?{urlencode(given)}"
    if kind_of(name) == "story":
        return f"{reverse('web:story', args=[_number(request)])}?{urlencode(given)}"
    return f"{reverse('web:panel', args=[name])}?{urlencode(given)}"


_OWN = ("name", "for", "number")
"""Parameters of keeping, which no page of a finding knows."""


def _asked(about: Subject, name: str, request: HttpRequest) -> Question:
    """What the finding is about, without filters that it leaves out; joint sharing is of all that is heard."""
    if kind_of(name) == "campaign":
        return Question(scope=about.scope, period=about.period)
    question = about.question()
    aside: set[Group | None] = set()
    more: tuple[Filter, ...] = ()
    if kind_of(name) == "impact":
        asked = wished(request)
        more = (Filter(asked.group, (asked.value,)),) if asked.group else ()
        aside = {asked.group, Group.SENTIMENT if asked.outcome == "negative" else None}
    elif name == "feeling" or name.startswith("change-negative"):
        aside = {Group.SENTIMENT}
    kept = (each for each in question.filters if each.group not in aside)
    return replace(question, filters=(*kept, *more))


def _forecast(_request: HttpRequest, name: str, about: Subject) -> Body:
    _trend, horizon, alarms = name.split("-")
    found = trend(asking.store(), about.question(), horizon, ALARMS[alarms])
    return courses.forecast(found, about.period)


def _rise(_request: HttpRequest, _name: str, about: Subject) -> Body:
    return parts.rise(cause(asking.store(), about.question(), parts.marks), titles())


def _change(_request: HttpRequest, name: str, about: Subject) -> Body:
    _change, measure, group = name.split("-")
    negative = measure == "negative"
    found = change(
        asking.store(),
        about.question(),
        about.wanted.other_period(),
        Group(group),
        negative=negative,
        call=lambda _group, values: {value: titles().get(value, value) for value in values},
    )
    return parts.changed(found, titles(), negative=negative)


def _shares(_request: HttpRequest, _name: str, about: Subject) -> Body:
    return parts.shares(feelings(asking.store(), about.question(), known(about.topic, model())))


def _impact(request: HttpRequest, _name: str, about: Subject) -> Body:
    asked = wished(request)
    errors, rivals = known(about.topic, model()), rivals_of(request, about)
    return courses.impact(effects.effect(asking.store(), about.question(), asked, errors, rivals), asked)


def _story(request: HttpRequest, _name: str, about: Subject) -> Body:
    return courses.story(counted(asking.store(), about.question(), str(_number(request))), titles())


def _campaign(request: HttpRequest, _name: str, _about: Subject) -> Body:
    """That one of the newest run in which the story of this number was shared."""
    run, number = newest(), str(_number(request))
    found = told(run)["campaigns"] if run else {}
    one = next((each for each in found.get("campaigns", ()) if number in each["stories"]), None)
    if one is None:
        raise nothing()
    return parts.campaign(one, found["innocent"])


def _number(request: HttpRequest) -> int:
    text = request.GET.get("number", "")
    if not text.isdecimal() or len(text) > 20:
        raise Http404
    return int(text)


_MAKERS: Mapping[str, Callable[[HttpRequest, str, Subject], Body]] = {
    "forecast": _forecast,
    "rise": _rise,
    "change": _change,
    "shares": _shares,
    "impact": _impact,
    "story": _story,
    "campaign": _campaign,
}
