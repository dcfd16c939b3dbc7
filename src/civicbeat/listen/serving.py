"""Serving: a source that is followed for certain topics is read only while one of them runs.

When the last of them has ended, the source is paused; when none was renewed for a month, the term of all that came from
it ends. A source that serves no topic in particular is read until somebody stops it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import structlog
from django.db.models import Max, QuerySet

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.audit import chain
from civicbeat.governance.topics.models import RENEWED_WITHIN, Topic
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError
from civicbeat.records.scope import Scope
from civicbeat.store.store import Store

_PERSON = "civicbeat"

log = structlog.get_logger()


def serve(by: Account, followed: FollowedSource, topics: Iterable[Topic]) -> None:
    """Says which topics of the agency of ``by`` a source serves; what it serves of other agencies stays.

    Args:
        by: who decides it.
        followed: the source.
        topics: none for no topic in particular, if it serves none of another agency either.
    """
    others = followed.topics.exclude(agency=by.agency)
    chosen = [topic for topic in topics if topic.agency_id == by.agency_id]
    followed.topics.set([*others, *chosen])
    numbers = sorted(topic.pk for topic in chosen)
    chain.record(by.scope("Which topics a source serves"), "serve", followed.name, topics=numbers)


def at_rest() -> QuerySet[FollowedSource]:
    """The sources that serve certain topics of which none runs."""
    return FollowedSource.objects.exclude(topics=None).exclude(topics__in=Topic.objects.running())


def must_serve(followed: FollowedSource) -> None:
    """Nothing is read for a purpose that has ended.

    Raises:
        InputError: the topics that the source serves have ended, or not begun.
    """
    if at_rest().filter(pk=followed.pk).exists():
        raise InputError("No topic that this source serves runs.", do="Renew one, or say which others it serves.")


def rest() -> int:
    """Pauses every source that is at rest; gives how many were not paused before."""
    paused = 0
    for followed in at_rest().filter(paused=False):
        FollowedSource.objects.filter(pk=followed.pk).update(paused=True)
        chain.record(_scope("The topics it serves have ended"), "pause", followed.name)
        paused += 1
    return paused


def end_terms(store: Store, day: date) -> int:
    """Ends the term of all that came from sources whose last topic ended ``RENEWED_WITHIN`` ago; how many had any."""
    ended = 0
    last = FollowedSource.objects.exclude(topics=None).annotate(end=Max("topics__ends_on"))
    for followed in last.filter(end__lte=day - RENEWED_WITHIN):
        if days := store.end_term(followed.name):
            chain.record(_scope("The topics it serves ended a month ago"), "end-term", followed.name, days=days)
            ended += 1
    return ended


def _scope(purpose: str) -> Scope:
    return Scope(agency="operator", person=_PERSON, purpose=purpose)
