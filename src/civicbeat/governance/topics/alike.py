"""Alike: topics that listen for the same, in any agency, so that nobody begins one that there is already.

Names, queries and purposes of topics are public (charter rule 3), so whoever begins a topic may see those of others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from civicbeat.enrich.phrases import fold
from civicbeat.governance.topics.models import Topic
from civicbeat.store.parse import FIELDS

LEAST = 0.35
"""From which share of common words on two topics are shown as alike."""
MOST = 5
_WORD = re.compile(r"\w+")
_SPEECH = frozenset(["and", "or", "not", *FIELDS])
"""Words of the query language."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A topic like the one that is begun; ``share`` of their words is the same, 0 to 1, rare words counting more."""

    topic: Topic
    share: float


def alike(name: str, query: str, *, but: int | None = None) -> list[Alike]:
    """Running topics that are like one of this ``name`` and ``query``, the most alike first.

    Two topics are as alike as the words of their queries or, where these share more, of their names are: the weight of
    the words they share by the weight of the smaller set, accents and case aside. A word weighs by how few topics have
    it (inverse document frequency; Spärck Jones 1972), so that what everybody listens for makes nothing alike.

    Args:
        name: of the topic that is begun.
        query: its query, as typed.
        but: number of a topic that is not to be shown, because it is this one.
    """
    running = Topic.objects.running().select_related("agency", "owner")
    others = [topic for topic in running if but is None or topic.pk != but]
    of = {topic.pk: (_words(topic.query), _words(topic.name)) for topic in others}
    weights = _weights([query | name for query, name in of.values()])
    asked = (_words(query), _words(name))
    found = [Alike(topic, _common(asked, of[topic.pk], weights)) for topic in others]
    return sorted((one for one in found if one.share >= LEAST), key=lambda one: (-one.share, one.topic.pk))[:MOST]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) - _SPEECH


def _weights(topics: list[frozenset[str]]) -> Mapping[str, float]:
    having = Counter(word for words in topics for word in words)
    return {word: log(1 + len(topics) / many) for word, many in having.items()}


def _common(
    asked: tuple[frozenset[str], frozenset[str]],
    other: tuple[frozenset[str], frozenset[str]],
    weights: Mapping[str, float],
) -> float:
    return max(_overlap(mine, theirs, weights) for mine, theirs in zip(asked, other, strict=True))


def _overlap(mine: frozenset[str], theirs: frozenset[str], weights: Mapping[str, float]) -> float:
    """Weight in common by the weight of the lighter set; a word that no other topic has weighs most."""
    most = max(weights.values(), default=1.0)

    def weight(words: frozenset[str]) -> float:
        return sum(weights.get(word, most) for word in words)

    smaller = min(weight(mine), weight(theirs))
    return weight(mine & theirs) / smaller if smaller else 0.0
