"""Events: themes, places and the topics that the agency may look at that rise unusually now, or did lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.api.about import WithReason
from civicbeat.api.asking import noted
from civicbeat.api.shown import Found, Interval, Method, Shown, Words, number
from civicbeat.findings.event_words import told
from civicbeat.findings.events import KEPT_FOR, current
from civicbeat.findings.models import Event
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right

router = Router(tags=["trends"])

LEVEL = 0.95


class EventsAsked(WithReason):
    """How far back."""

    days: int = Field(7, ge=1, le=KEPT_FOR.days, description="Events that began in so many days, or still go on.")


class Rising(Shown):
    """An event."""

    group: str = Field(description="`theme`, `place` or `topic`.")
    value: str = Field(description="The id of the theme or place; the number of the topic.")
    onset: datetime = Field(description="When it began.")
    told: datetime = Field(description="When it was seen first.")
    ended: datetime | None = Field(description="Null while it goes on.")
    finding: Found = Field(
        description="How many times the usual; its sample is the posts in it, never of fewer than ten people."
    )
    per_week: float = Field(description="How often a week brings such a rise by itself.")


class Events(Shown):
    """Events, those that began last first."""

    events: list[Rising] = Field(description="Of themes, places, and the topics that your agency may look at.")


@router.get("/events", response=Events, summary="What rises unusually now")
@needs(Right.LOOK)
def events(request: HttpRequest, given: Annotated[EventsAsked, Query()]) -> Events:
    """Watched for every two minutes, at about one false alarm a week and series; `causes` tells why."""
    person = noted(request, given, "events")
    since = datetime.now(UTC) - timedelta(days=given.days)
    return Events(events=[_rising(event) for event in current(person.agency.short_name, since)])


def _rising(event: Event) -> Rising:
    return Rising(
        group=event.group,
        value=event.value,
        onset=event.onset,
        told=event.told,
        ended=event.ended,
        finding=_found(event),
        per_week=event.per_week,
    )


def _found(event: Event) -> Found:
    return Found(
        estimate=number(event.ratio),
        interval=Interval(low=number(event.low), high=number(event.high), level=LEVEL),
        sample=event.posts,
        coverage=event.coverage,
        method=Method.of(event.method),
        sentence=Words.of(told(event)),
    )
