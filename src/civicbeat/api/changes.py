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
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
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

    value: float | None = Field(description="Posts.")
    low: float | None = Field(description="The lower end.")
    high: float | None = Field(description="The upper end.")
    sure: bool = Field(description="Whether the interval holds no 0.")


class Piece(Shown):
    """What one group added to the change."""

    value: str | None = Field(description="Of the group; null for what is in none, the rest and the total.")
    name: Words = Field(description="What people call it; a story by its number.")
    before: float | None = Field(description="Null where it is hidden.")
    now: float | None = Field(description="Null where it is hidden.")
    change: MoreOrLess = Field(description="So much more or less.")
    volume: MoreOrLess | None = Field(description="As much of it because more or less was said.")
    rate: MoreOrLess | None = Field(description="As much of it because another share of it was negative.")


class Aside(Shown):
    """A source that was left out, with the shares of both periods in which it was heard."""

    source: str = Field(description="Its name.")
    before: float = Field(description="Share of the period to compare with, 0 to 1.")
    now: float = Field(description="Share of this period, 0 to 1.")


class Changes(Answered):
    """How many posts more there are, and the parts of that."""

    finding: Found | Refused = Field(description="How many posts more there are.")
    compared_from: datetime = Field(description="Start of the period to compare with.")
    compared_to: datetime = Field(description="The first moment after it.")
    parts: list[Piece] = Field(description="The greatest first; empty where they are refused.")
    rest: Piece | None = Field(description="What is left: small, hidden, or counted in several.")
    total: Piece | None = Field(description="The whole change.")
    aside: list[Aside] = Field(description="Sources that were not heard throughout, which are left out.")


@router.get("/changes", response=Changes, summary="Why talk rose or fell")
@needs(Right.LOOK)
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
