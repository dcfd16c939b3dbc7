"""Stories: what was told most often in nearly the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from civicbeat.findings.asking import NO_STORY
from civicbeat.store.answer import Answer
from civicbeat.store.question import Group, Metric, Question
from civicbeat.store.store import Store


@dataclass(frozen=True, slots=True)
class Story:
    """A story: its number in digits, how many posts tell it, and of how many people at the least."""

    id: str
    posts: int
    people: int | None


def stories(store: Store, asked: Question, most: int) -> tuple[Sequence[Story], Answer]:
    """The stories that may be seen, the most frequent of ``most`` first, and the answer that they come from."""
    metrics = (Metric.POSTS, Metric.PEOPLE)
    # one more, as the texts that are in no story count as one
    answer = store.ask(replace(asked, by=(Group.STORY,), metrics=metrics, limit=most + 1))
    people = answer.counts(Metric.PEOPLE)
    told = [Story(story, n, people[story]) for story, n in answer.counts().items() if n and story != NO_STORY]
    return sorted(told, key=lambda story: -story.posts), answer
