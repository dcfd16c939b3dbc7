"""About: the parameters that every operation shares: what is asked about, and why."""

from __future__ import annotations

from typing import Annotated, Self

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from civicbeat.findings.wanted import LONGEST_QUERY, SPANS, Wanted, moment, read_filters

LONGEST_REASON = 200
EARLIEST, LATEST = "2001-01-01", "2099-12-31"
MOST_FILTERS = 50


def _bound(text: str) -> str:
    if not moment(text) or not EARLIEST <= text[:10] <= LATEST:
        raise ValueError(f"a day as YYYY-MM-DD or a minute as YYYY-MM-DDTHH:MM, from {EARLIEST} to {LATEST}, is meant")
    return text


def _filter(text: str) -> str:
    if not read_filters([text]):
        raise ValueError("a filter is a group and a value, for example theme:flooding")
    return text


def _span(text: str) -> str:
    if text not in SPANS:
        raise ValueError(f"one of {', '.join(SPANS)} is meant")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
Bound = Annotated[str, AfterValidator(_bound)]
Facet = Annotated[Text, StringConstraints(max_length=300), AfterValidator(_filter)]
Span = Annotated[str, AfterValidator(_span)]
Reason = Annotated[Text, StringConstraints(min_length=1, max_length=LONGEST_REASON)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class WithReason(Schema):
    """Why it is asked: every question has its reason."""

    model_config = ConfigDict(frozen=True)

    reason: Reason = Field(description="Why you ask; it is written to the audit log.")


class About(WithReason):
    """What is asked about, and why."""

    q: Annotated[Text, StringConstraints(max_length=LONGEST_QUERY)] = Field(
        "", description="A query as in the console's search; empty for all posts."
    )
    topic: Number | None = Field(
        None, description="The number of a topic of your agency, or shared with it; `q` then narrows it."
    )
    first: Bound | None = Field(
        None, alias="from", description="The first day or minute, city time. Without it, `span` before the end."
    )
    last: Bound | None = Field(
        None, alias="to", description="The last day (included) or the end, city time. Without it, the present."
    )
    span: Span = Field("30d", description="How far back, where a bound is missing: `24h`, `7d`, `30d`, `90d` or `1y`.")
    f: list[Facet] = Field(
        [], max_length=MOST_FILTERS, description="Filters such as `theme:flooding`; may be given several times."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last:
            length = min(len(self.first), len(self.last))
            if self.first[:length] > self.last[:length] or (length > 10 and self.first == self.last):
                raise ValueError("`from` is after `to`")
        return self

    def wanted(self) -> Wanted:
        """As the console has it."""
        return Wanted(
            query=self.q,
            span=self.span,
            first=self.first or "",
            last=self.last or "",
            filters=read_filters(self.f),
        )
