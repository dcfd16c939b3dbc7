"""Subject: what a panel is about: a query over a period, under the scope of the person who looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from civicbeat.findings.wanted import Wanted, read_filters
from civicbeat.governance.topics.models import Topic
from civicbeat.governance.topics.refusing import check
from civicbeat.listen.naming import named, narrowed
from civicbeat.records.period import Grain, Period
from civicbeat.records.scope import Scope
from civicbeat.store.question import Group, Look, Metric, Question
from civicbeat.web import asking


@dataclass(frozen=True, slots=True)
class Subject:
    """What a panel shows.

    Attributes:
        scope: who looks and why.
        wanted: as it stands in the address.
        query: of the store: the topic's and the typed one, names of places and themes resolved.
        period, grain: of the figures.
        topic: the topic it belongs to, ``None`` for a free look.
    """

    scope: Scope
    wanted: Wanted
    query: str
    period: Period
    grain: Grain
    topic: Topic | None = None

    def question(self, *by: Group, metrics: tuple[Metric, ...] = (Metric.POSTS,), limit: int = 50) -> Question:
        """A question about the subject, split ``by`` groups."""
        return Question(
            scope=self.scope,
            period=self.period,
            query=self.query,
            filters=self.wanted.filters,
            metrics=metrics,
            by=by,
            limit=limit,
        )

    @property
    def time(self) -> Group:
        """The group that splits by the subject's grain."""
        return Group(self.grain.value)

    def look(self, *, after: str = "", limit: int = 25, **changes: Any) -> Look:
        """A page of the subject's posts."""
        wanted = Look(
            scope=self.scope,
            period=self.period,
            query=self.query,
            filters=self.wanted.filters,
            order=self.wanted.order,
            one_per_story=self.wanted.per_story,
            after=after,
            limit=limit,
        )
        return replace(wanted, **changes)

    def during(self, period: Period) -> Subject:
        """The same in another period."""
        return replace(self, period=period)

    @property
    def audited_as(self) -> str:
        """What the audit log calls it."""
        return f"topic {self.topic.pk}" if self.topic else "search"


def subject(request: HttpRequest, *, span: str = "30d") -> Subject:
    """The subject that the address of a request names.

    Raises:
        BadQuery: the query is wrong at a position.
        Http404: there is no such topic.
        NotAllowed: it has ended, or not begun.
        PersonalQuery: what was typed is about a person and nothing else.
    """
    wanted = Wanted.read(request.GET, span=span)
    topic = _topic(request)
    if topic is not None:
        wanted = replace(wanted, filters=(*read_filters(topic.filters), *wanted.filters))
    purpose = asking.reason(request) or _("Overview of the public conversation")
    scope = topic.scope(asking.account(request)) if topic else asking.scope(request, purpose)
    check(scope, wanted.query)
    query = narrowed(topic.query if topic else "", wanted.query)
    return Subject(scope, wanted, query, wanted.period(), wanted.grain(), topic)


def last_moment(period: Period) -> datetime:
    """The last minute of a period: its end is the first one after it."""
    return period.local_end - timedelta(minutes=1)


def stored_form(query: str) -> str:
    """The query as the store takes it: names of places and themes become their ids."""
    return named(query)


def _topic(request: HttpRequest) -> Topic | None:
    number = request.GET.get("topic", "")
    if not number:
        return None
    if not number.isdecimal():
        raise Http404
    topic = seen_topic(request, int(number))
    topic.must_run()
    return topic


def seen_topic(request: HttpRequest, pk: int) -> Topic:
    """A topic that the person's agency may look at: its own, or one that is shared with it.

    Raises:
        Http404: there is none of this number.
    """
    topics = Topic.objects.seen_by(asking.account(request).agency.short_name).select_related("agency", "owner")
    return get_object_or_404(topics, pk=pk)


def my_topic(request: HttpRequest, pk: int) -> Topic:
    """A topic of the person's agency, which that person may change.

    Raises:
        Http404: there is none of this number.
    """
    topics = Topic.objects.select_related("agency", "owner")
    return get_object_or_404(topics, pk=pk, agency=asking.account(request).agency)
