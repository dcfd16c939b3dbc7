"""Changes: why there is more or less talk than in another period, by place, theme, source or story."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.explain import Explanation
from civicbeat.analysis.parts import Effect, Part
from civicbeat.api.about import About, Bound
from civicbeat.api.asking import asked, store
from civicbeat.api.shown import Answered, Found, Refused, Shown, Words, about, found, number
from civicbeat.findings.change import Change, change
from civicbeat.store.question import Group

router = Router(tags=["changes"])


class ChangesAsked(About):
    """What is explained, and by what."""

    by: Literal["place", "theme", "source", "story"] = Field("theme", description="What the change is split by.")
    posts: Literal["all", "negative"] = Field("all", description="All posts, or those that the program calls negative.")
    versus: Bound | None = Field(
        None, description="First day of the period to compare with, as long; without it, the period just before."
    )


class MoreOrLess(Shown):
    """So many posts more or, below 0, fewer, with the 95 % interval."""

    value: float | None
    low: float | None
    high: float | None
    sure: bool = Field(description="Whether the interval holds no 0.")


class Piece(Shown):
    """What one group added to the change."""

    value: str | None = Field(description="Of the group; null for what is in none, the rest and the total.")
    name: Words
    before: float | None = Field(description="Null where it is hidden.")
    now: float | None = Field(description="Null where it is hidden.")
    change: MoreOrLess
    volume: MoreOrLess | None = Field(description="As much of it because more or less was said.")
    rate: MoreOrLess | None = Field(description="As much of it because another share of it was negative.")


class Aside(Shown):
    """A source that was left out, with the shares of both periods in which it was heard."""

    source: str
    before: float
    now: float


class Changes(Answered):
    """How many posts more there are, and the parts of that."""

    finding: Found | Refused
    compared_from: datetime
    compared_to: datetime
    parts: list[Piece] = Field(description="The greatest first; empty where they are refused.")
    rest: Piece | None
    total: Piece | None
    aside: list[Aside]


@router.get("/changes", response=Changes, summary="Why talk rose or fell")
def changes(request: HttpRequest, given: Annotated[ChangesAsked, Query()]) -> Changes:
    """What each place, theme, source or story added to the change against another period."""
    put = asked(request, given, "changes")
    before = replace(put.wanted, versus=(given.versus or "")[:10]).other_period(put.question.period.end)
    answer = change(store(), put.question, before, Group(given.by), negative=given.posts == "negative")
    parts = None if isinstance(answer.finding, Refusal) else answer.finding
    return Changes(
        about=about(put),
        finding=found(answer.finding),
        compared_from=before.local_start,
        compared_to=before.local_end,
        parts=_parts(parts, answer) if parts else [],
        rest=_piece(parts.rest, None) if parts else None,
        total=_piece(parts.total, None) if parts else None,
        aside=[Aside(source=name, before=then, now=now) for name, (then, now) in answer.aside.items()],
    )


def _parts(found: Explanation, answer: Change) -> list[Piece]:
    values = dict(enumerate(answer.values))
    return [_piece(part, values.get(part.number)) for part in found.parts]


def _piece(part: Part, value: str | None) -> Piece:
    return Piece(
        value=value,
        name=Words.of(part.name),
        before=number(part.before),
        now=number(part.now),
        change=_effect(part.change),
        volume=_effect(part.volume) if part.volume else None,
        rate=_effect(part.rate) if part.rate else None,
    )


def _effect(effect: Effect) -> MoreOrLess:
    return MoreOrLess(value=number(effect.value), low=number(effect.low), high=number(effect.high), sure=effect.sure)
