"""Figures: how many posts, distinct texts, people or reactions there are, split by up to two groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.api.about import About
from civicbeat.api.asking import Asked, asked, store
from civicbeat.api.shown import Answered, Shown, about
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.records.errors import InputError
from civicbeat.records.period import Grain
from civicbeat.store.answer import Answer
from civicbeat.store.question import Group, Metric, Question
from civicbeat.store.sql import TIME

router = Router(tags=["figures"])

MOST_ROWS = 50_000
TIMES = {group: Grain(group.value) for group in TIME}


class FiguresAsked(About):
    """What is counted, and how it is split."""

    by: list[Group] = Field([], max_length=2, description="Up to two groups to split by, one of them of time.")
    count: list[Metric] = Field([Metric.POSTS], min_length=1, max_length=4, description="What is counted.")
    limit: int = Field(50, ge=1, le=1_000, description="The most groups given, the largest first; all cells of time.")


class Row(Shown):
    """One group: its value of each group asked for, and its figures, null where few spoke or nothing was read."""

    group: dict[str, str | datetime | None] = Field(description="Of each group its value, of time the start.")
    figures: dict[str, int | None] = Field(description="Of each that was to be counted.")
    hidden: bool = Field(
        description="Whether they are hidden, to protect this group or its neighbour; null and not hidden: not read."
    )


class Silence(Shown):
    """A span in which a source was not heard, or a model did not read what came."""

    source: str = Field(description="Its name; of a model, that of the model.")
    start: datetime = Field(description="Since when.")
    end: datetime = Field(description="Until when.")
    reason: str = Field(description="The error that it failed with; `model-off` where a model was switched off.")


class Figures(Answered):
    """Counts that are safe to show: small groups are hidden, and each figure is changed by a few."""

    rows: list[Row] = Field(description="The largest first; of time, every cell in order.")
    hidden_groups: int = Field(description="How many of the groups that were looked at are hidden; 1 if none is named.")
    coverage: float | None = Field(description="Share of the expected time that was heard; null where nobody knows.")
    gaps: list[Silence] = Field(
        description="When a source was not heard, or a model silent: what is missing then is not zero."
    )
    versions: dict[str, str] = Field(description="Versions of the enrichers behind the figures.")


@router.get("/figures", response=Figures, summary="Counts by up to two groups")
@needs(Right.LOOK)
def figures(request: HttpRequest, given: Annotated[FiguresAsked, Query()]) -> Figures:
    """Posts, distinct texts, people or reactions, split by up to two groups. What is hidden is null, not 0."""
    put = asked(request, given, "figures")
    question = replace(put.question, by=tuple(given.by), metrics=tuple(dict.fromkeys(given.count)), limit=given.limit)
    _refuse_too_many(question)
    return shown(put, store().ask(question))


def _refuse_too_many(question: Question) -> None:
    """Every cell of time is a row for each of the other groups, said or not."""
    grain = next((TIMES[group] for group in question.by if group in TIMES), None)
    if grain is None or len(question.by) < 2:
        return
    most = MOST_ROWS // question.limit
    if sum(1 for _ in islice(question.period.cells(grain), most + 1)) > most:
        raise InputError(
            f"The answer could have more than {MOST_ROWS:,} rows.",
            do="Choose a coarser cut of time, a shorter period or a lower limit.",
        )


def shown(put: Asked, answer: Answer) -> Figures:
    """An answer of the store."""
    by, metrics = answer.question.by, answer.question.metrics
    return Figures(
        about=about(put),
        rows=[
            Row(
                group={group.value: row[group.value] for group in by},
                figures={metric.value: row[metric.value] for metric in metrics},
                hidden=row["hidden"],
            )
            for row in answer.table.to_pylist()
        ],
        hidden_groups=answer.hidden_groups,
        coverage=answer.coverage.share,
        gaps=[Silence(source=g.source, start=g.start, end=g.end, reason=g.reason) for g in answer.coverage.gaps],
        versions=dict(answer.versions),
    )
