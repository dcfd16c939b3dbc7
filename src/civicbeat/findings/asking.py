"""Asking: several questions at once, and what several findings choose by or leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

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

Given = TypeVar("Given")

_AT_ONCE = ThreadPoolExecutor(4, thread_name_prefix="ask")


def begin(work: Callable[[], Given]) -> Callable[[], Given]:
    """Begins a piece of work beside what the caller goes on with, and gives how to wait for what it gives.

    It may use neither ``ask`` nor anything else here: they would wait for each other.
    """
    return _AT_ONCE.submit(work).result


def at_once(*works: Callable[[], Given]) -> Sequence[Given]:
    """What each of several pieces of work gives, in order; none of them may use ``ask`` or this (see ``begin``)."""
    if len(works) == 1:
        return [works[0]()]
    return list(_AT_ONCE.map(lambda work: work(), works))


def ask(store: Store, *questions: Question) -> Sequence[Answer]:
    """The answers, in order; several questions are asked at once."""
    return at_once(*(partial(store.ask, question) for question in questions))
