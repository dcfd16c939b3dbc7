"""Rivals: an agency's other topics, as what a decision was not made for: its effect may be held against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from civicbeat.analysis.contract import Refusal, Sentence
from civicbeat.analysis.impact import FEWEST_CONTROLS
from civicbeat.findings.asking import ask
from civicbeat.findings.wanted import read_filters
from civicbeat.governance.topics.models import Topic
from civicbeat.store.question import Filter, Metric, Question
from civicbeat.store.store import Store

MOST = 60
"""So many topics are held against at most, in order of their names."""
MOST_SHARED = 0.1
"""A topic of whose posts a larger share was under the decision too is no rival: it would hide a part of the effect."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A topic as the store is asked about it.

    Attributes:
        name: of the topic.
        query: with names of places and themes as their ids.
        filters: of the topic.
    """

    name: str
    query: str
    filters: tuple[Filter, ...]


def topics(agency: str, aside: Topic | None, named: Callable[[str], str]) -> Sequence[Rival]:
    """The running topics of an agency except the one that is ``aside``.

    Args:
        agency: its short name.
        aside: the topic that the decision is about, ``None`` where it is about none.
        named: gives a topic's query as the store takes it.
    """
    running = Topic.objects.running().filter(agency__short_name=agency)
    others = running.exclude(pk=aside.pk) if aside else running
    return [Rival(topic.name, named(topic.query), read_filters(topic.filters)) for topic in others[:MOST]]


def apart(store: Store, treated: Question, rivals: Sequence[Rival]) -> Sequence[tuple[str, Question]]:
    """The names of the rivals that share few posts with what was under the decision, and the question about each.

    A share that is hidden is one of few people, which is few posts too.
    """
    alone = [replace(treated, query=rival.query, filters=rival.filters) for rival in rivals]
    shared = [
        replace(one, query=_both(treated.query, one.query), filters=(*treated.filters, *one.filters)) for one in alone
    ]
    posts = [_posts(store, *questions) for questions in (alone, shared)]
    return [
        (rival.name, one)
        for rival, one, every, common in zip(rivals, alone, *posts, strict=True)
        if common <= MOST_SHARED * every
    ]


def too_few(found: int, of: int) -> Refusal:
    """Why nothing is held against topics, where ``found`` of the ``of`` other topics can be rivals."""
    return Refusal(
        "few-controls",
        Sentence(
            f"Cần ít nhất {FEWEST_CONTROLS} chủ đề khác để so sánh. Cơ quan của bạn có {of} chủ đề khác đang theo dõi;"
            f" {found} chủ đề dùng được: mỗi chủ đề phải có đủ người nói gần như mọi lúc và gần như không trùng bài với"
            " điều được quyết định.",
            f"At least {FEWEST_CONTROLS} other topics are needed. Your agency listens to {of} others, of which {found}"
            " can be used: enough people must speak of each nearly all the time, and nearly none of its posts may be"
            " about what was decided.",
        ),
    )


def _both(first: str, second: str) -> str:
    return " AND ".join(f"({query})" for query in (first, second) if query)


def _posts(store: Store, *questions: Question) -> Sequence[int]:
    answers = ask(store, *(replace(one, by=(), metrics=(Metric.POSTS,)) for one in questions)) if questions else ()
    return [answer.table.column("posts")[0].as_py() or 0 for answer in answers]
