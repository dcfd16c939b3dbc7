"""Unheard: which places, languages and themes are not heard."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.api.about import About
from civicbeat.api.asking import asked, store
from civicbeat.api.shown import Answered, Shown, Words, about
from civicbeat.findings import unheard_words
from civicbeat.findings.unheard import Silence
from civicbeat.findings.unheard import unheard as find
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right

router = Router(tags=["unheard"])


class UnheardAsked(About):
    """Of which posts; a month or more says most."""


class Unspoken(Shown):
    """Of one group, what is not heard; whether nobody or a few people spoke is not told apart."""

    group: str = Field(description="`place` (the wards of the period's last day), `language` or `theme`.")
    there: int = Field(description="How many values there are.")
    unheard: list[str] = Field(description="Those of which nobody or too few people speak, as `f` takes them.")
    wider: list[str] = Field(description="Of these, wards that are named by their former district alone.")

    @classmethod
    def of(cls, silence: Silence) -> Unspoken:
        """From a finding's silence."""
        return cls(
            group=silence.group.value, there=silence.there, unheard=list(silence.unheard), wider=list(silence.wider)
        )


class Unheard(Answered):
    """Who is not heard."""

    sentence: Words = Field(description="In a few words.")
    why: Words = Field(description="What it means, and what nobody can say.")
    groups: list[Unspoken] = Field(description="Without those whose model is switched off.")
    coverage: float | None = Field(description="Share of the expected time that was heard; null where nobody knows.")


@router.get("/unheard", response=Unheard, summary="Who is not heard")
@needs(Right.LOOK)
def unheard(request: HttpRequest, given: Annotated[UnheardAsked, Query()]) -> Unheard:
    """Places, languages and themes without posts, or with too few people to be told: silence is not contentment."""
    put = asked(request, given, "unheard")
    found = find(store(), put.question)
    return Unheard(
        about=about(put),
        sentence=Words.of(found.sentence),
        why=Words.of(unheard_words.WHY),
        groups=[Unspoken.of(each) for each in found.silences],
        coverage=found.coverage,
    )
