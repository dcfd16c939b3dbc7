"""Stories: what many posts say in nearly the same words, and how each spreads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from civicbeat.listen.looking import look
from civicbeat.store.answer import SeenPost
from civicbeat.store.question import Filter, Group, Metric, Order
from civicbeat.web import asking, figures
from civicbeat.web.subject import Subject

MOST = 30
NONE = "0"
"""The story of texts that are too short for one."""


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
    [answer] = asking.ask(subject.question(Group.STORY, metrics=(Metric.POSTS, Metric.PEOPLE), limit=MOST + 1))
    posts, people = figures.counts(answer), figures.counts(answer, Metric.PEOPLE)
    counted = {story: count for story, count in posts.items() if count and story != NONE}
    if not counted:
        return {"stories": [], "hidden_groups": answer.hidden_groups}
    said = firsts(subject, tuple(counted))
    most = max(counted.values())
    told = [
        Told(story, said[story], count, people.get(story), 100 * count / most)
        for story, count in sorted(counted.items(), key=lambda item: -item[1])
        if story in said
    ]
    return {"stories": told[:MOST], "hidden_groups": answer.hidden_groups}


def firsts(subject: Subject, ids: tuple[str, ...]) -> dict[str, SeenPost]:
    """Of each story that may be seen the post that told it first in the period; the look is logged."""
    wanted = subject.look(limit=len(ids), order=Order.OLDEST, one_per_story=True)
    others = tuple(f for f in wanted.filters if f.group is not Group.STORY)
    page = look(asking.store(), replace(wanted, filters=(*others, Filter(Group.STORY, ids))), subject.audited_as)
    return {str(post.story): post for post in page.posts}
