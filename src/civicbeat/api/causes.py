"""Causes: what a rise is made of, and whose talk it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.origins import Origins
from civicbeat.api.about import About
from civicbeat.api.asking import asked, store
from civicbeat.api.shown import Answered, Found, Refused, Shown, about, found, number
from civicbeat.findings.causes import cause
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.store.question import Group

router = Router(tags=["trends"])


class Driver(Shown):
    """Something that rose."""

    kind: str = Field(description="`theme`, `place`, `source`, `story` or `phrase`.")
    value: str = Field(description="Its id, as filters take it; of a story the number, of a phrase its words.")
    posts: int = Field(description="Heard of it in the period.")
    usual: float = Field(description="What the same hours of the days before brought.")
    times: float | None = Field(description="How many times the usual that is.")
    low: float | None = Field(description="The lower end of its 95 % interval, for all that was looked at together.")
    high: float | None = Field(description="The upper end.")
    excess: float = Field(description="Posts beyond the usual. Places and themes share posts: these do not add up.")


class Whose(Shown):
    """Whose talk it is."""

    origin: Literal["organic", "news-driven", "copied", "mixed"] = Field(description="By the rule of `method`.")
    news: float = Field(description="Share of posts that institutions wrote, 0 to 1.")
    copies: float = Field(description="Share of copies among the others.")
    posts_each: float | None = Field(description="Posts of an account, on average.")


class Causes(Answered):
    """What drove a rise."""

    start: datetime = Field(description="Of what was read: a week of the period at most.")
    end: datetime = Field(description="Of what was read.")
    drivers: Found | Refused = Field(description="How many times the usual the first of them is.")
    driven_by: list[Driver] = Field(description="Those that rose for sure, by excess; ten at most.")
    origins: Found | Refused = Field(description="The share of posts that are people's own words.")
    whose: Whose | None = Field(description="Null where it is refused.")


@router.get("/causes", response=Causes, summary="What drove a rise, and whose talk it is")
@needs(Right.LOOK)
def causes(request: HttpRequest, given: Annotated[About, Query()]) -> Causes:
    """Give the period of a rise, as `trends` or `events` tells it. The same hours of seven days before are usual."""
    put = asked(request, given, "causes")
    answer = cause(store(), put.question, _ids)
    listed = () if isinstance(answer.drivers, Refusal) else answer.drivers.drivers
    return Causes(
        about=about(put),
        start=answer.period.local_start,
        end=answer.period.local_end,
        drivers=found(answer.drivers),
        driven_by=[
            Driver(
                kind=each.kind,
                value=each.name,
                posts=each.rise.count,
                usual=each.rise.usual,
                times=number(each.rise.ratio),
                low=number(each.rise.low),
                high=number(each.rise.high),
                excess=each.excess,
            )
            for each in listed
        ],
        origins=found(answer.origins),
        whose=None if isinstance(answer.origins, Refusal) else _whose(answer.origins),
    )


def _whose(origins: Origins) -> Whose:
    return Whose(
        origin=origins.origin,
        news=origins.news.share,
        copies=origins.copies.share,
        posts_each=number(origins.posts_each),
    )


def _ids(_: Group, values: Sequence[str]) -> Mapping[str, str]:
    """Programs are told ids; no text of a story is read for a name."""
    return {value: value for value in values}
