"""Forgetting: what is kept of posts leaves soon after them, whether or not anybody opens a page."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from civicbeat.analysis.following import LONGEST_JUMP
from civicbeat.findings.labelling import forget, forget_withdrawn
from civicbeat.findings.models import DrawnPost, Emergence, Event, Sample, Watched
from civicbeat.governance.accounts.scopes import PROGRAM
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.governance.topics.models import RENEWED_WITHIN, Giving, KeptFinding, Share, Topic
from civicbeat.records.period import today
from civicbeat.records.scope import Scope
from civicbeat.store.store import Store

LOOK_EVERY = 300.0
TOPIC_ENDED = "The topic has ended."
ALL_EVERY = 12
"""Every so many times all posts are looked for, also those whose term is over: no list tells of them."""


class Forgetter(Loop):
    """Looks every few minutes for posts that were erased or are gone."""

    def __init__(self, store: Store, stopping: threading.Event, every: float = LOOK_EVERY) -> None:
        super().__init__("forgetter", stopping, first=every, after_fault=every)
        self._store, self._every, self._times = store, every, 0

    def work(self) -> float:
        """Removes what is kept of posts that left since the last time."""
        forget_withdrawn(self._store)
        if self._times % ALL_EVERY == 0:
            forget_left(self._store)
            forget_unwatched(datetime.now(UTC))
            clear_ended(today())
        self._times += 1
        return self._every


def forget_left(store: Store) -> int:
    """Removes drawn posts, their labels and the memory of topics where the post stands no more; how many posts."""
    drawn = {int(number) for number in DrawnPost.objects.values_list("post", flat=True).distinct()}
    with transaction.atomic():
        emerged = list(Emergence.objects.select_for_update())
        remembered = {number for one in emerged for posts in one.known.values() for number in posts}
        left = (drawn | remembered) - store.still_held(drawn | remembered)
        for one in emerged:
            one.known = {topic: [post for post in posts if post not in left] for topic, posts in one.known.items()}
            one.save(update_fields=["known"])
    forget(drawn & left)
    return len(left)


def forget_unwatched(now: datetime) -> int:
    """Removes what is kept of series that are watched no more, as of topics that ended; gives how many."""
    old = now.timestamp() - LONGEST_JUMP
    unused = [one.pk for one in Watched.objects.all() if one.kept.get("next", 0) < old]
    return Watched.objects.filter(pk__in=unused).delete()[0]


def clear_ended(day: date) -> int:
    """Removes what was kept for topics that ended ``RENEWED_WITHIN`` ago: samples, labels, events, findings, shares.

    The topic itself stays: that it ran, why and for how long is public. Gives how many topics were cleared.
    """
    over = Topic.objects.filter(ends_on__lte=day - RENEWED_WITHIN)
    due = list(over.filter(Q(cleared_on=None) | Q(cleared_on__lt=F("ends_on"))).select_related("agency"))
    for topic in due:
        with transaction.atomic():
            Sample.objects.filter(topic=topic).delete()
            Event.objects.filter(topic=topic).delete()
            ended = {"ended_at": timezone.now(), "ended_by": PROGRAM, "ended_why": TOPIC_ENDED}
            Share.objects.filter(topic=topic, ended_at=None).update(**ended)
            Giving.objects.filter(kept__topic=topic, ended_at=None).update(**ended)
            emptied = {"content": None, "removed_at": timezone.now(), "removed_by": PROGRAM, "removed_why": TOPIC_ENDED}
            KeptFinding.objects.filter(topic=topic, removed_at=None).update(**emptied)
            Topic.objects.filter(pk=topic.pk).update(cleared_on=day)
            scope = Scope(agency=topic.agency.short_name, person=PROGRAM, purpose="The topic ended a month ago")
            chain.record(scope, "topic-clear", f"topic {topic.pk}")
    return len(due)
