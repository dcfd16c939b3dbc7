"""Firsts: the posts that told stories first, by which a terminal names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from civicbeat.listen.looking import look
from civicbeat.store.answer import Posts, SeenPost
from civicbeat.store.question import Filter, Group, Look, Order, Question
from civicbeat.store.store import Store

LONGEST = 60
"""Letters of an opening."""


def firsts(store: Store, asked: Question, stories: Sequence[str], subject: str = "") -> Mapping[str, SeenPost]:
    """Of each story that may be seen the post that told it first in the period; the look is logged."""
    if not stories:
        return {}
    found = oldest(store, asked, stories, len(stories), subject, one_per_story=True)
    return {str(post.story): post for post in found.posts}


def oldest(
    store: Store, asked: Question, stories: Sequence[str], most: int, subject: str = "", *, one_per_story: bool = False
) -> Posts:
    """The ``most`` oldest posts of some stories in the period; the look is logged."""
    others = tuple(each for each in asked.filters if each.group is not Group.STORY)
    wanted = Look(
        scope=asked.scope,
        period=asked.period,
        query=asked.query,
        filters=(*others, Filter(Group.STORY, tuple(stories))),
        order=Order.OLDEST,
        limit=most,
    )
    return look(store, replace(wanted, one_per_story=one_per_story), subject)


def opening(text: str) -> str:
    """The first words of a post, in one line."""
    return " ".join(text.split())[:LONGEST]
