"""Asking: several questions at once, and what several findings choose by or leave out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED
from civicbeat.store.answer import Answer
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.store import Store

NEGATIVE = Filter(Group.SENTIMENT, ("negative",))
PEOPLE = Filter(Group.INSTITUTION, ("",))
"""Posts of people, not of institutions."""
NO_STORY = "0"
"""The story of texts that are too short for one."""
UNNAMED = (NO_STORY, UNCLASSIFIED)
"""Values that nobody learns anything from."""

_AT_ONCE = ThreadPoolExecutor(4, thread_name_prefix="ask")


def ask(store: Store, *questions: Question) -> Sequence[Answer]:
    """The answers, in order; several questions are asked at once."""
    if len(questions) == 1:
        return [store.ask(questions[0])]
    return list(_AT_ONCE.map(store.ask, questions))
