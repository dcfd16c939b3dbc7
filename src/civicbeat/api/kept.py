"""Kept: the findings that other agencies give this one, each as it was when it was kept."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field, StringConstraints

from civicbeat.api.about import Text, WithReason
from civicbeat.api.asking import noted
from civicbeat.api.shown import Shown, Words
from civicbeat.findings.keeping.content import Content
from civicbeat.findings.keeping.opening import opened
from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.topics.keeping import received
from civicbeat.governance.topics.models import Giving, KeptFinding

router = Router(tags=["kept findings"])

Key = Annotated[Text, StringConstraints(min_length=1, max_length=32)]


class KeptAsked(WithReason):
    """Why."""


class OneAsked(WithReason):
    """Which."""

    key: Key = Field(description="Of the finding, as `kept` tells it.")


class Given(Shown):
    """A finding that another agency lets yours see."""

    key: str = Field(description="Its name in addresses.")
    kind: str = Field(description="What it is.")
    kept_at: datetime = Field(description="When it was as it is told.")
    agency: Words = Field(description="Who gives it.")
    topic: str = Field(description="The topic in which it was found.")
    ends_on: str = Field(description="The day on which it ends, with its topic.")
    why: str = Field(description="Why it was given.")
    given_at: datetime = Field(description="When.")


class GivenToYou(Shown):
    """Findings that other agencies let yours see."""

    findings: list[Given] = Field(description="Those that were given last first.")


class One(Shown):
    """A kept finding."""

    kept_at: datetime = Field(description="When it was as it is told.")
    agency: Words = Field(description="Whose it is.")
    topic: str = Field(description="The topic in which it was found.")
    finding: Content = Field(description="What was found, with its doubt.")


@router.get("/kept", response=GivenToYou, summary="Findings that other agencies share with yours")
@needs(Right.LOOK)
def kept(request: HttpRequest, given: Annotated[KeptAsked, Query()]) -> GivenToYou:
    """What each says is given by `kept/one`."""
    person = noted(request, given, "kept findings")
    return GivenToYou(findings=[_given(each) for each in received(person.agency)])


@router.get("/kept/one", response=One, summary="One kept finding, as it was")
@needs(Right.LOOK)
def one(request: HttpRequest, given: Annotated[OneAsked, Query()]) -> One:
    """Of your agency, or given to it. The figures are those of the moment when it was kept."""
    person = noted(request, given, "a kept finding")
    seen = KeptFinding.objects.seen_by(person.agency).select_related("topic__agency").distinct()
    found = seen.filter(key=given.key).first()
    if found is None:
        raise Http404
    topic = found.topic
    return One(kept_at=found.kept_at, agency=_named(topic.agency), topic=topic.name, finding=opened(person, found))


def _given(each: Giving) -> Given:
    found = each.kept
    return Given(
        key=found.key,
        kind=found.kind,
        kept_at=found.kept_at,
        agency=_named(found.topic.agency),
        topic=found.topic.name,
        ends_on=found.topic.ends_on.isoformat(),
        why=each.why,
        given_at=each.given_at,
    )


def _named(agency: Agency) -> Words:
    return Words(vi=agency.name_vi, en=agency.name_en)
