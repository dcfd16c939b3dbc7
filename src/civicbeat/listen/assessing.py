"""Assessing: what the running program knows about a topic that is assessed, so that nobody writes it by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from civicbeat.enrich.cards import cards
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import RIGHTS, Right, Role
from civicbeat.governance.assessment.assessing import told_of
from civicbeat.governance.topics.models import Giving, Share, Topic
from civicbeat.listen.beat import current
from civicbeat.listen.follow import KINDS, policy_of
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.serving import at_rest
from civicbeat.listen.shredding import LATE
from civicbeat.records.scope import SMALLEST_GROUP


def facts(topic: Topic, posts: int | None) -> dict[str, Any]:
    """What stands beside the answers, in words of no language.

    Args:
        topic: what is assessed.
        posts: about how many posts of the last 30 days it holds, as the store tells it; ``None`` for too few people.

    Returns:
        JSON: the topic's own papers, ``posts``, ``lookers`` (accounts by role that may look, by agency),
        ``findings_given`` (single ones, to other agencies), ``sources`` (kind, count and days kept; ``None`` for no
        term), ``models`` (name and version), ``k`` and ``keys_days``.
    """
    models = cards(current().installation.sentiment_model)
    shares = Share.objects.open().filter(topic=topic).select_related("agency")
    return {
        **told_of(topic),
        "posts": posts,
        "lookers": [_lookers(topic.agency, own=True), *(_lookers(share.agency, own=False) for share in shares)],
        "findings_given": Giving.objects.open().filter(kept__topic=topic).count(),
        "sources": _sources(topic),
        "models": [{"name": card.model, "version": card.version} for card in models],
        "k": SMALLEST_GROUP,
        "keys_days": LATE.days,
    }


def _lookers(agency: Agency, *, own: bool) -> dict[str, Any]:
    looking = [role for role in Role if Right.LOOK in RIGHTS[role]]
    roles = Account.objects.filter(agency=agency, is_active=True, role__in=looking).values_list("role", flat=True)
    counts = Counter(roles)
    return {
        "vi": agency.name_vi,
        "en": agency.name_en,
        "own": own,
        "roles": {role: counts[role] for role in looking if counts[role]},
    }


def _sources(topic: Topic) -> list[dict[str, Any]]:
    """Of the sources that serve the topic, or none in particular, how many of each kind are read."""
    read = FollowedSource.objects.filter(paused=False).exclude(pk__in=at_rest().values("pk"))
    counts = Counter((read.filter(topics=None) | read.filter(topics=topic)).distinct().values_list("kind", flat=True))
    return [{"kind": kind, "count": count, "days": _days(kind)} for kind, count in sorted(counts.items())]


def _days(kind: str) -> int | None:
    term = policy_of(kind).keep_for if kind in KINDS else None
    return None if term is None else term.days
