"""Models: what guesses about posts here, and which of it is switched off."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.api.about import WithReason
from civicbeat.api.asking import noted
from civicbeat.api.shown import Shown, Words
from civicbeat.enrich.cards import Card, cards, opinions
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.switches.state import off

router = Router(tags=["models"])


class ModelsAsked(WithReason):
    """Why."""


class Model(Shown):
    """A model and how it stands."""

    model: str = Field(description="Its name in the program.")
    version: str = Field(description="Of its weights or rules.")
    name: Words = Field(description="What people call it.")
    does: Words = Field(description="What it is for.")
    limits: Words = Field(description="What it is not for.")
    can_be_switched: bool = Field(description="False for what protects people.")
    off: bool = Field(description="Whether nothing is told that rests on it.")
    since: datetime | None = Field(description="Since when; null while it speaks.")
    by: str | None = Field(description="Who decided it; null while it speaks.")
    reason: str | None = Field(description="Why; null while it speaks.")


class Models(Shown):
    """Every model with a card."""

    models: list[Model] = Field(description="In the order in which a post passes them.")


@router.get("/models", response=Models, summary="Models, and which of them are switched off")
@needs(Right.LOOK)
def models(request: HttpRequest, given: Annotated[ModelsAsked, Query()]) -> Models:
    """What rests on a model that is off is answered with a problem of the type `ModelSwitchedOff`."""
    noted(request, given, "models")
    return Models(models=[_model(card) for card in cards(settings.INSTALLATION.sentiment_model)])


def _model(card: Card) -> Model:
    silent = off().get(card.model)
    return Model(
        model=card.model,
        version=card.version,
        name=Words(vi=card.name_vi, en=card.name_en),
        does=Words(vi=card.does_vi, en=card.does_en),
        limits=Words(vi=card.limits_vi, en=card.limits_en),
        can_be_switched=card.model in opinions(),
        off=silent is not None,
        since=silent.since if silent else None,
        by=silent.by if silent else None,
        reason=silent.reason if silent else None,
    )
