"""Feelings: the shares of negative, neutral and positive posts, corrected for what the program gets wrong."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.quantify import Quantities
from civicbeat.api.about import About
from civicbeat.api.asking import asked, errors, store
from civicbeat.api.shown import Answered, Found, Refused, Shown, about, found, number
from civicbeat.findings import feelings as method
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.records.errors import InputError
from civicbeat.records.period import Grain, Period
from civicbeat.store.question import Group

router = Router(tags=["feelings"])
MOST_CELLS = 2_000

Floats = npt.NDArray[np.float64]


class Share(Shown):
    """A corrected share and its 95 % interval, 0 to 1."""

    share: float | None = Field(description="The corrected share.")
    low: float | None = Field(description="The lower end.")
    high: float | None = Field(description="The upper end.")


class FeelingsOverTimeAsked(About):
    """How long cells are."""

    grain: Literal["hour", "day", "week", "month"] = Field("day", description="Of the cells, in city time.")


class Cell(Shown):
    """The corrected shares of a cell."""

    start: datetime = Field(description="When it starts.")
    shares: dict[str, Share] = Field(description="Of each sentiment; their figures are null where few people spoke.")


class FeelingsOverTime(Answered):
    """Corrected shares, cell by cell."""

    refused: Refused | None = Field(description="Why there are none; null where there are some.")
    cells: list[Cell] = Field(description="In order.")
    own_labels: bool = Field(description="Whether the topic's own labelled posts correct them.")


class Feelings(Answered):
    """The corrected share of negative posts as the finding, and all shares."""

    finding: Found | Refused = Field(description="The share of negative posts.")
    shares: dict[str, Share] = Field(description="Of each sentiment; empty where they are refused.")
    own_labels: bool = Field(description="Whether the topic's own labelled posts correct them.")


@router.get("/feelings", response=Feelings, summary="Corrected shares of sentiments")
@needs(Right.LOOK)
def feelings(request: HttpRequest, given: Annotated[About, Query()]) -> Feelings:
    """Never the program's raw counts: of a model whose errors nobody measured no share is given."""
    put = asked(request, given, "feelings")
    errs = errors(put.topic)
    answer = method.feelings(store(), put.question, errs)
    return Feelings(
        about=about(put),
        finding=found(answer),
        shares={} if isinstance(answer, Refusal) else _shares(answer),
        own_labels=errs is not None and errs.own,
    )


@router.get("/feelings/course", response=FeelingsOverTime, summary="Corrected shares of sentiments over time")
@needs(Right.LOOK)
def feelings_over_time(request: HttpRequest, given: Annotated[FeelingsOverTimeAsked, Query()]) -> FeelingsOverTime:
    """As `feelings`, for each hour, day, week or month of the period; 2,000 cells at most."""
    put = asked(request, given, "feelings over time")
    _refuse_many(put.question.period, Grain(given.grain))
    errs = errors(put.topic)
    answer = method.course(store(), put.question, Group(given.grain), errs)
    refused = Refused.of(answer) if isinstance(answer, Refusal) else None
    return FeelingsOverTime(
        about=about(put),
        refused=refused,
        cells=[] if isinstance(answer, Refusal) else _cells(answer),
        own_labels=errs is not None and errs.own,
    )


def _cells(answer: method.Course) -> list[Cell]:
    rows = zip(answer.starts, answer.middle, answer.low, answer.high, strict=True)
    return [Cell(start=start, shares=_columns(middle, low, high)) for start, middle, low, high in rows]


def _shares(answer: Quantities) -> dict[str, Share]:
    return _columns(answer.shares, answer.low, answer.high)


def _columns(shares: Floats, low: Floats, high: Floats) -> dict[str, Share]:
    columns = zip(method.FEELINGS, shares, low, high, strict=True)
    return {
        name: Share(share=number(mid), low=number(lower), high=number(upper)) for name, mid, lower, upper in columns
    }


def _refuse_many(period: Period, grain: Grain) -> None:
    if sum(1 for _ in islice(period.cells(grain), MOST_CELLS + 1)) > MOST_CELLS:
        raise InputError(
            f"The answer could have more than {MOST_CELLS:,} cells.", do="Choose a coarser grain or a shorter period."
        )
