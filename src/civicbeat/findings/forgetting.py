"""Forgetting: what is kept of posts leaves soon after them, whether or not anybody opens a page."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from django.db import transaction

from civicbeat.analysis.following import LONGEST_JUMP
from civicbeat.findings.labelling import forget, forget_withdrawn
from civicbeat.findings.models import DrawnPost, Emergence, Watched
from civicbeat.governance.loop import Loop
from civicbeat.store.store import Store

LOOK_EVERY = 300.0
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
