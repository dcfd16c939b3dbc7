"""Rereading: what came while a model was off is read by it when it speaks again, bit by bit; then the gap closes.

Nobody has to ask for it. What people corrected stays; what was erased, or read anew meanwhile, is left alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa
import structlog
from django.utils import timezone

from civicbeat.enrich.all import understanding
from civicbeat.enrich.contract import Enricher, apply
from civicbeat.governance.accounts.scopes import program
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.governance.switches.models import Reading
from civicbeat.governance.switches.state import read, remembered, spans
from civicbeat.listen.beat import Beat
from civicbeat.listen.corrections import corrected
from civicbeat.records.post import ENRICHED

AT_ONCE = 200
"""Posts that are read at once: a second or two of one core."""
LOOKED_UP = 20_000
PAUSE = 1.0
"""Seconds between, which leave the machine to people and to what comes now."""
EVERY = 60.0
SETTLED = timedelta(minutes=1)
"""A switch works within a minute: so long after it, pages may still come that were understood before it."""
PURPOSE = "Read what came while a model was off"

log = structlog.get_logger()


class Rereader(Loop):
    """Reads silences again, one batch after the other."""

    def __init__(self, beat: Beat, stopping: threading.Event, every: float = EVERY) -> None:
        super().__init__("rereader", stopping, first=every, after_fault=every)
        self._beat, self._every, self._ahead = beat, every, Ahead()

    def work(self) -> float:
        """Reads the next posts of the oldest silence, and soon more of them; rests where there is none."""
        due = next(waiting(timezone.now()), None)
        if due is None:
            return self._every
        read_on(self._beat, due, self._ahead)
        return PAUSE


class Ahead:
    """Which posts of a silence come next: thousands are looked up at a time, as that scans a column of all posts."""

    def __init__(self) -> None:
        self._of, self._ids = 0, list[int]()

    def take(self, beat: Beat, reading: Reading) -> list[int]:
        """The ids of the next ``AT_ONCE`` posts; none after the last."""
        left = [number for number in self._ids if number > int(reading.after)] if self._of == reading.pk else []
        if not left:
            until = reading.until + SETTLED
            left = beat.store.collected(reading.since, until, after=int(reading.after), most=LOOKED_UP)
        self._of, self._ids = reading.pk, left[AT_ONCE:]
        return left[:AT_ONCE]


def waiting(now: datetime) -> Iterator[Reading]:
    """The silences of models that speak again, as far as they were not read yet, the oldest first.

    A model that is off again waits.
    """
    off = read()
    ended = [
        (since, until, model)
        for model, those in spans().items()
        if model not in off
        for since, until in those
        if until is not None and until + SETTLED <= now
    ]
    for since, until, model in sorted(ended):
        reading, begun = Reading.objects.get_or_create(model=model, since=since, defaults={"until": until})
        if begun:
            _noted(reading, "begun")
        yield reading


def read_on(beat: Beat, reading: Reading, ahead: Ahead) -> int:
    """Reads the next ``AT_ONCE`` posts of a silence and gives how many got other labels; after the last it is done."""
    ids = ahead.take(beat, reading)
    if not ids:
        reading.done_at = timezone.now()
        reading.save(update_fields=["done_at"])
        _noted(reading, "done")
        remembered.refresh()
        return 0
    enricher = next(each for each in understanding(beat.installation.sentiment_model) if each.name == reading.model)
    found = beat.store.to_write_again(ids)
    batch = corrected(_labelled(enricher, found.batch))
    changed = beat.store.write_again(replace(found, batch=batch), token=f"read again {reading.pk} to {ids[-1]}")
    reading.after, reading.posts = str(ids[-1]), reading.posts + len(batch)
    reading.save(update_fields=["after", "posts"])
    return changed


def _labelled(enricher: Enricher, posts: pa.RecordBatch) -> pa.RecordBatch:
    """The posts with what the model says of them; one that it cannot read stays as it is, and costs no other."""
    try:
        return apply((enricher,), posts, ENRICHED)
    except Exception as error:  # noqa: BLE001  # whatever one post provokes must not cost the others
        if len(posts) == 1:
            log.warning("a post could not be read again", model=enricher.name, kind=type(error).__name__)
            return posts
    middle = len(posts) // 2
    return pa.concat_batches([_labelled(enricher, part) for part in (posts.slice(0, middle), posts.slice(middle))])


def _noted(reading: Reading, what: str) -> None:
    span = {"since": reading.since.isoformat(), "until": reading.until.isoformat()}
    chain.record(program(PURPOSE), "read-again", f"model {reading.model}", state=what, posts=reading.posts, **span)
