"""Stories: what many posts say in nearly the same words, and how each spreads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from civicbeat.findings.stories import stories as told_most
from civicbeat.listen.looking import look
from civicbeat.store.answer import SeenPost
from civicbeat.store.question import Filter, Group, Order
from civicbeat.web import asking
from civicbeat.web.subject import Subject

MOST = 30
LONGEST_OPENING = 80


@dataclass(frozen=True, slots=True)
class Told:
    """A story: the post that said it first in the period, how many posts say the same, and of how many people."""

    id: str
    first: SeenPost
    posts: int
    people: int | None
    width: float


def stories(subject: Subject) -> dict[str, Any]:
    """The stories that were told most often, each with the post that told it first; that look is logged."""
    counted, answer = told_most(asking.store(), subject.question(), MOST)
    if not counted:
        return {"stories": [], "hidden_groups": answer.hidden_groups}
    said = firsts(subject, tuple(story.id for story in counted))
    most = counted[0].posts
    told = [
        Told(story.id, said[story.id], story.posts, story.people, 100 * story.posts / most)
        for story in counted
        if story.id in said
    ]
    return {"stories": told[:MOST], "hidden_groups": answer.hidden_groups}


def firsts(subject: Subject, ids: tuple[str, ...]) -> dict[str, SeenPost]:
    """Of each story that may be seen the post that told it first in the period; the look is logged."""
    wanted = subject.look(limit=len(ids), order=Order.OLDEST, one_per_story=True)
    others = tuple(f for f in wanted.filters if f.group is not Group.STORY)
    page = look(asking.store(), replace(wanted, filters=(*others, Filter(Group.STORY, ids))), subject.audited_as)
    return {str(post.story): post for post in page.posts}


def opening(text: str) -> str:
    """The first words of a story, where it is one name among others."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_OPENING else f"{line[: LONGEST_OPENING - 1].rstrip()}…"
