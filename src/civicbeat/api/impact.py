"""Impact: what a dated decision changed in a theme, a place or all that is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import AfterValidator, Field

from civicbeat.analysis.contract import Doubt, Refusal
from civicbeat.analysis.impact import Impact
from civicbeat.analysis.interrupted import Interruption
from civicbeat.api.about import EARLIEST, LATEST, About, Facet, Span
from civicbeat.api.asking import asked, errors, store
from civicbeat.api.shown import Answered, Found, Interval, Refused, Shown, Words, about, found, number
from civicbeat.findings import effects
from civicbeat.findings.effect_words import OWN_PAST, notes
from civicbeat.findings.rivals import topics
from civicbeat.findings.wanted import read_filters
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.naming import named, the_one
from civicbeat.records.errors import InputError

router = Router(tags=["impact"])


def _under(text: str) -> str:
    [filtered] = read_filters([text])
    if filtered.group not in effects.GROUPS:
        raise ValueError("a theme or a place is meant, for example theme:flooding")
    try:
        return f"{filtered.group.value}:{the_one(filtered.group.value, filtered.values[0])}"
    except InputError as error:
        raise ValueError(f"no one {filtered.group.value} is called so. {error.do}") from error


class ImpactAsked(About):
    """The decision, and what it may have changed."""

    span: Span = Field("90d", description="How far back is read, where a bound is missing, as elsewhere.")
    decided: Annotated[date, Field(ge=date.fromisoformat(EARLIEST), le=date.fromisoformat(LATEST))] = Field(
        description="The first day of the decision."
    )
    what: Annotated[Facet, AfterValidator(_under)] | None = Field(
        None,
        description="What was under it, such as `theme:flooding`, by id or name; without it, all that is asked about.",
    )
    outcome: Literal["posts", "negative"] = Field(
        "posts", description="Posts, in per cent of what was usual before, or negative posts in a hundred."
    )
    controls: Literal["alike", "topics"] = Field(
        "alike",
        description="What it is held against: the other themes or places of its level, or your agency's other topics.",
    )


class Time(Shown):
    """A day or a week."""

    start: datetime = Field(description="When it starts.")
    observed: float | None = Field(description="What came; null where it is missing.")
    expected: float | None = Field(description="What was to be expected without the decision.")


class Stretch(Shown):
    """The effect in a shorter stretch of time around the decision, or in the whole."""

    before: int = Field(description="Days or weeks before the decision.")
    after: int = Field(description="Days or weeks after it.")
    estimate: float | None = Field(description="The effect.")


class Corrected(Shown):
    """The change of the share of negative posts with the errors of the program put right."""

    estimate: float | None = Field(description="Negative posts in a hundred.")
    interval: Interval = Field(description="How sure it is.")


class Effect(Answered):
    """What a decision changed, and what the answer rests on."""

    finding: Found | Refused = Field(description="The average effect after the decision, in the outcome's unit.")
    shown: bool = Field(description="Whether an effect can be shown: the interval holds no 0.")
    steady: bool = Field(
        description="Whether every shorter stretch of time finds an effect of the same side, at least half as large."
    )
    against: Literal["others", "own-past"] | None = Field(
        description="What it was held against; the own past is weaker. Null where it is refused."
    )
    instead: Refused | None = Field(description="Why it was not held against others, where they were sought.")
    controls: list[str] = Field(description="The other themes or places, or names of topics.")
    chance: float | None = Field(description="Share of placebos as large; null where there are none.")
    corrected: Corrected | None = Field(description="Only of negative posts, where the program's errors are known.")
    grain: Literal["day", "week"] = Field(description="How long the times are.")
    times: list[Time] = Field(description="In order; empty where it is refused.")
    stretches: list[Stretch] = Field(description="The whole first.")
    notes: list[Words] = Field(description="What must be known to read it rightly.")


@router.get("/impact", response=Effect, summary="What a decision changed")
@needs(Right.LOOK)
def impact(request: HttpRequest, given: Annotated[ImpactAsked, Query()]) -> Effect:
    """What came after a dated decision beside what other themes, places or topics, or its own past, let expect."""
    put = asked(request, given, "impact")
    [under] = read_filters([given.what]) if given.what else [None]
    wanted = effects.Asked(
        given.decided, given.outcome, under.group if under else None, under.values[0] if under else ""
    )
    rivals = topics(put.question.scope.agency, put.topic, named) if given.controls == "topics" else None
    answer = effects.effect(store(), put.question, wanted, errors(put.topic), rivals)
    finding = None if isinstance(answer.finding, Refusal) else answer.finding
    alone = isinstance(finding, Interruption)
    told = (*((OWN_PAST,) if alone else ()), *notes(answer, given.outcome))
    return Effect(
        about=about(put),
        finding=found(answer.finding),
        shown=finding is not None and finding.shown,
        steady=answer.steady,
        against=None if finding is None else "own-past" if alone else "others",
        instead=Refused.of(answer.instead) if answer.instead else None,
        controls=list(answer.controls),
        chance=number(finding.chance) if finding else None,
        corrected=_corrected(*answer.corrected) if answer.corrected else None,
        grain="week" if answer.grain.value == "week" else "day",
        times=list(_times(answer, finding)) if finding else [],
        stretches=[
            Stretch(before=each.before, after=each.after, estimate=number(each.estimate)) for each in answer.windows
        ],
        notes=[Words.of(each) for each in told],
    )


def _corrected(change: float, doubt: Doubt) -> Corrected:
    return Corrected(estimate=number(change), interval=Interval.of(doubt))


def _times(answer: effects.Found, finding: Impact | Interruption) -> Iterator[Time]:
    for start, observed, expected in zip(answer.starts, finding.observed, finding.expected, strict=True):
        yield Time(start=start, observed=number(observed), expected=number(expected))
