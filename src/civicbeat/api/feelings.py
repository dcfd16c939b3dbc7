"""Feelings: the shares of negative, neutral and positive posts, corrected for what the program gets wrong."""

from __future__ import annotations

from typing import Annotated

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

router = Router(tags=["feelings"])


class Share(Shown):
    """A corrected share and its 95 % interval, 0 to 1."""

    share: float | None = Field(description="The corrected share.")
    low: float | None = Field(description="The lower end.")
    high: float | None = Field(description="The upper end.")


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


def _shares(answer: Quantities) -> dict[str, Share]:
    columns = zip(method.FEELINGS, answer.shares, answer.low, answer.high, strict=True)
    return {name: Share(share=number(share), low=number(low), high=number(high)) for name, share, low, high in columns}
