"""Emerging: new topics, rising phrases and joint sharing, as they were found last in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.analysis.contract import Sentence
from civicbeat.api.about import WithReason
from civicbeat.api.asking import noted
from civicbeat.api.shown import Shown, Words
from civicbeat.findings.emerging import newest, told
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right

router = Router(tags=["emerging"])


class EmergingAsked(WithReason):
    """Why."""


class Portion(Shown):
    """A share and its 95 % interval, 0 to 1."""

    share: float = Field(description="The share.")
    low: float = Field(description="The lower end.")
    high: float = Field(description="The upper end.")


class NewTopic(Shown):
    """Talk that belongs to no theme."""

    id: str = Field(description="Kept from run to run as long as the topic is the same.")
    name: list[str] = Field(description="The phrases that set it apart.")
    since: datetime = Field(description="The hour in which enough people had joined.")
    growth: float = Field(description="Standard deviations above what chance gives; 3 or more: it grows.")
    posts: int = Field(description="A protected figure.")
    people: int = Field(description="A protected figure.")


class NewTopics(Shown):
    """Topics in what no theme covers, those that grow most first."""

    refused: Words | None = Field(description="Why nothing is told; null where something is.")
    unclustered: Portion | None = Field(description="Of these posts, those that belong to no topic.")
    topics: list[NewTopic] = Field(description="Each with at least as many people as small groups need.")


class RisingPhrase(Shown):
    """A phrase that more people use than before."""

    text: str = Field(description="Vietnamese words are several syllables; so are phrases.")
    people: int = Field(description="Of the last day; a protected figure.")
    usual: float = Field(description="Of a usual day.")
    times: float = Field(description="How many times the usual.")
    low: float = Field(description="The lower end of its 95 % interval.")
    high: float = Field(description="The upper end.")


class RisingPhrases(Shown):
    """Phrases that rose in the last day."""

    refused: Words | None = Field(description="Why nothing is told; null where something is.")
    phrases: list[RisingPhrase] = Field(description="The most telling first.")


class Campaign(Shown):
    """Texts that many accounts shared together again and again. Nobody is named; not all such sharing is arranged."""

    stories: list[str] = Field(description="Numbers of the stories.")
    accounts: int = Field(description="A protected figure.")
    posts: int = Field(description="A protected figure.")
    first: datetime = Field(description="The hour of its first post.")
    last: datetime = Field(description="The hour of its last.")
    days: int = Field(description="On how many days.")
    times: float = Field(description="How many times as often together as chance gives.")
    low: float = Field(description="The lower end of its 95 % interval.")
    high: float = Field(description="The upper end.")


class Campaigns(Shown):
    """Joint sharing."""

    refused: Words | None = Field(description="Why nothing is told; null where something is.")
    share: Portion | None = Field(description="Of all shares, those that belong to a campaign.")
    campaigns: list[Campaign] = Field(description="Each of at least as many accounts as small groups need.")
    innocent: list[Words] = Field(description="Other explanations, which are to be thought of first.")


class Emerging(Shown):
    """What the last run found."""

    made_at: datetime | None = Field(description="When; null before the first run.")
    version: str = Field(description="Of the methods.")
    topics: NewTopics | None = Field(description="Null before the first run.")
    phrases: RisingPhrases | None = Field(description="Null before the first run.")
    campaigns: Campaigns | None = Field(description="Null before the first run.")


@router.get("/emerging", response=Emerging, summary="New topics, rising phrases, joint sharing")
@needs(Right.LOOK)
def emerging(request: HttpRequest, given: Annotated[EmergingAsked, Query()]) -> Emerging:
    """Looked for every half hour in what was heard lately; the same for every agency."""
    noted(request, given, "emerging")
    run = newest()
    if run is None:
        return Emerging(made_at=None, version="", topics=None, phrases=None, campaigns=None)
    found = told(run)
    return Emerging(
        made_at=run.made_at,
        version=run.version,
        topics=_topics(found["topics"]),
        phrases=_phrases(found["phrases"]),
        campaigns=_campaigns(found["campaigns"]),
    )


def _refused(found: dict[str, Any]) -> Words | None:
    return Words.of(Sentence(**found["refused"])) if "refused" in found else None


def _topics(found: dict[str, Any]) -> NewTopics:
    return NewTopics(
        refused=_refused(found),
        unclustered=_portion(found, "unclustered"),
        topics=[NewTopic(**topic) for topic in found.get("topics", ())],
    )


def _phrases(found: dict[str, Any]) -> RisingPhrases:
    listed = [RisingPhrase(**phrase, times=phrase["ratio"]) for phrase in found.get("phrases", ())]
    return RisingPhrases(refused=_refused(found), phrases=listed)


def _campaigns(found: dict[str, Any]) -> Campaigns:
    return Campaigns(
        refused=_refused(found),
        share=_portion(found, "share"),
        campaigns=[Campaign(**campaign, times=campaign["lift"]) for campaign in found.get("campaigns", ())],
        innocent=[Words(**sentence) for sentence in found.get("innocent", ())],
    )


def _portion(found: dict[str, Any], name: str) -> Portion | None:
    return Portion(share=found[name], low=found["low"], high=found["high"]) if name in found else None
