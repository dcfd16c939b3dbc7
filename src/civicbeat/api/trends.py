"""Trends: what a subject did over time, where it rose unusually, and what is to come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.forecasts import Forecast
from civicbeat.analysis.spikes import Spike
from civicbeat.api.about import About
from civicbeat.api.asking import asked, store
from civicbeat.api.shown import Answered, Found, Refused, Shown, Words, about, found, number
from civicbeat.findings.trends import trend
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.records.period import Grain

router = Router(tags=["trends"])


class TrendsAsked(About):
    """How far ahead, and how many false alarms are borne."""

    ahead: Literal["24h", "7d", "14d"] = Field("24h", description="How far to look ahead from the end of the period.")
    false_alarms: float = Field(1.0, ge=0.05, le=20, description="Expected false alarms a week.")


class Count(Shown):
    """A cell of the past."""

    start: datetime = Field(description="When it starts.")
    posts: int | None = Field(
        description="Null where it is hidden, a source that matters was not heard, or a model silent."
    )


class Expected(Shown):
    """A cell that is to come, with the band that holds 95 % of such cells."""

    start: datetime = Field(description="When it starts.")
    posts: float | None = Field(description="To be expected.")
    low: float | None = Field(description="The lower end.")
    high: float | None = Field(description="The upper end.")


class Reliability(Shown):
    """How such forecasts did on the last days."""

    judged: int = Field(description="How many cells of forecasts were held against what came.")
    inside: float | None = Field(description="Share of them that lay inside the band; 0.95 where bands are right.")
    error: float | None = Field(description="Mean absolute error.")
    repeated: float | None = Field(description="That of repeating what was a day or a week before.")


class Risen(Shown):
    """An unusual rise."""

    onset: datetime = Field(description="When it began.")
    end: datetime | None = Field(description="When it was calm again; null while it goes on.")
    posts: int = Field(description="Heard in it.")
    usual: float = Field(description="What the same hours usually bring.")
    times: float | None = Field(description="How many times the usual that is.")
    low: float | None = Field(description="The lower end of its 95 % interval.")
    high: float | None = Field(description="The upper end.")
    per_week: float | None = Field(description="How often a week of the past brings such a rise.")


class Trends(Answered):
    """The past of a subject, its rises, and what is to come."""

    grain: Literal["hour", "day"] = Field(description="How long cells are; days where most hours are hidden.")
    past: list[Count] = Field(description="The cells of the period, in order.")
    forecast: Found | Refused = Field(description="How many posts are to come in all.")
    so_far: Words | None = Field(
        description="What the first day of the forecast has brought already; null where that is not to be told."
    )
    ahead: list[Expected] = Field(description="Cell by cell; empty where it is refused.")
    reliability: Reliability | None = Field(description="Null where it is refused.")
    bursts: Found | Refused = Field(description="How many times the usual there is now.")
    rises: list[Risen] = Field(description="Of six weeks, the oldest first.")


@router.get("/trends", response=Trends, summary="What rose unusually, and what is to come")
@needs(Right.LOOK)
def trends(request: HttpRequest, given: Annotated[TrendsAsked, Query()]) -> Trends:
    """Unusual rises of the last six weeks and a forecast, as known at the end of the period."""
    put = asked(request, given, "trends")
    answer = trend(store(), put.question, given.ahead, given.false_alarms)
    forecast = None if isinstance(answer.forecast, Refusal) else answer.forecast
    return Trends(
        about=about(put),
        grain="hour" if answer.series.grain is Grain.HOUR else "day",
        past=[Count(start=start, posts=posts) for start, posts in answer.series.figures(put.question.period.start)],
        forecast=found(answer.forecast),
        so_far=Words.of(answer.so_far) if answer.so_far else None,
        ahead=[
            Expected(start=start, posts=number(posts), low=number(low), high=number(high))
            for start, posts, low, high in answer.ahead
        ],
        reliability=_reliability(forecast) if forecast else None,
        bursts=found(answer.bursts),
        rises=[_risen(spike) for spike in answer.spikes],
    )


def _reliability(forecast: Forecast) -> Reliability:
    past = forecast.past
    return Reliability(
        judged=past.judged, inside=number(past.inside), error=number(past.error), repeated=number(past.repeated)
    )


def _risen(spike: Spike) -> Risen:
    return Risen(
        onset=spike.onset,
        end=spike.end,
        posts=spike.posts,
        usual=spike.usual,
        times=number(spike.ratio),
        low=number(spike.low),
        high=number(spike.high),
        per_week=number(spike.per_week),
    )
