"""Stories: what many posts say in nearly the same words, as figures only."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from civicbeat.api.about import About
from civicbeat.api.asking import asked, store
from civicbeat.api.shown import Answered, Shown, about
from civicbeat.findings.stories import stories as told_most
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right

router = Router(tags=["stories"])

MOST = 200


class StoriesAsked(About):
    """How many are wanted."""

    limit: int = Field(30, ge=1, le=MOST, description="The most stories given, the most frequent first.")


class Story(Shown):
    """A story by its number, which is a text: it is too long for the numbers of some programs."""

    story: str = Field(description="Its number; `f=story:` and this number asks about it alone.")
    posts: int | None = Field(description="Posts that tell it.")
    people: int | None = Field(description="At the least: those of the busiest month.")


class Stories(Answered):
    """The stories that were told most often."""

    stories: list[Story] = Field(description="The most frequent first.")
    coverage: float | None = Field(description="Share of the expected time that was heard; null where nobody knows.")


@router.get("/stories", response=Stories, summary="What was told most often")
@needs(Right.LOOK)
def stories(request: HttpRequest, given: Annotated[StoriesAsked, Query()]) -> Stories:
    """Stories of at least ten people with their posts and people; no texts."""
    put = asked(request, given, "stories")
    told, answer = told_most(store(), put.question, MOST)
    return Stories(
        about=about(put),
        stories=[Story(story=each.id, posts=each.posts, people=each.people) for each in told[: given.limit]],
        coverage=answer.coverage.share,
    )
