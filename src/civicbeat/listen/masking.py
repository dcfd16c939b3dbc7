"""Masking again: when the mask has learnt something, stored posts are read by it too (0120-masked-again.md).

It happens by itself after an update. Which months were read by which version of the mask stands in the records, so
that what is broken off goes on with the month where it stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.enrich.mask.again import VERSION, masked_again
from civicbeat.governance.accounts.scopes import program
from civicbeat.governance.audit import chain
from civicbeat.governance.loop import Loop
from civicbeat.governance.turns import in_turn
from civicbeat.listen.beat import Beat
from civicbeat.listen.models import MaskedMonth
from civicbeat.listen.rewording import labelled, reworded
from civicbeat.records.scope import Scope

AT_ONCE = 2_000
"""So many posts are in memory and written together."""
EVERY = 3_600.0
SOON = 600.0
NEWER_MASK = "The mask has learnt something"

Told = Callable[[str, int], None]
"""Called again and again with a month and how many of its posts were read."""


def untold(_month: str, _posts: int) -> None:
    """Where nobody watches."""


@dataclass(frozen=True, slots=True)
class MaskedAgain:
    """How many ``posts`` of the ``months`` were read, and how many of them ``changed``."""

    months: tuple[str, ...]
    posts: int
    changed: int


def behind(beat: Beat) -> tuple[str, ...]:
    """The months with posts that the mask of today has not read, the oldest first."""
    done = set(MaskedMonth.objects.filter(version=VERSION).values_list("month", flat=True))
    return tuple(month for month in beat.store.months() if month not in done)


def between(beat: Beat, first: str, last: str) -> tuple[str, ...]:
    """The months with posts from ``first`` to ``last`` (``YYYY-MM``); those of an empty limit are ``behind`` alone.

    Whoever names a month wants it read whatever was read before.
    """
    if not first and not last:
        return behind(beat)
    return tuple(month for month in beat.store.months() if first <= month <= (last or month))


def mask_again(beat: Beat, months: Sequence[str], scope: Scope, told: Told = untold) -> MaskedAgain:
    """Runs the mask over the stored posts of ``months`` and those that were set aside; one pass at a time.

    What a stop of the beat breaks off counts as not done.
    """
    posts = changed = 0
    done: list[str] = []
    with in_turn("mask again"):
        _letters(beat)
        for month in months:
            found = _month(beat, month, told)
            if found is None:
                break
            posts, changed = posts + found[0], changed + found[1]
            done.append(month)
    chain.record(scope, "mask-again", VERSION, months=done, posts=posts, changed=changed)
    return MaskedAgain(tuple(done), posts, changed)


class Masker(Loop):
    """Reads what an older mask masked, a month after the other, and looks for more every hour."""

    def __init__(self, beat: Beat, stopping: threading.Event) -> None:
        super().__init__("mask", stopping, first=30.0, after_fault=SOON)
        self._beat = beat

    def work(self) -> float:
        """Masks again what must be."""
        if months := behind(self._beat):
            mask_again(self._beat, months, program(NEWER_MASK))
        return EVERY


def _month(beat: Beat, month: str, told: Told) -> tuple[int, int] | None:
    """How many posts of a month were read and changed; ``None`` if the beat stops meanwhile."""
    posts = changed = 0
    waiting: list[int] = []
    told(month, 0)
    for batch in beat.store.words(month):
        if beat.stopping.is_set():
            return None
        posts += len(batch)
        _same, differs = reworded(batch, *_masked(batch))
        waiting += batch.column("id").filter(differs).to_pylist()
        while len(waiting) >= AT_ONCE:
            changed += _rewrite(beat, waiting[:AT_ONCE])
            del waiting[:AT_ONCE]
        told(month, posts)
    changed += _rewrite(beat, waiting)
    if changed:
        beat.store.purge(month)
    row, made = MaskedMonth.objects.get_or_create(
        month=month,
        version=VERSION,
        defaults={"posts": posts, "changed": changed, "done_at": datetime.now(UTC)},
    )
    if not made and changed:
        row.changed, row.done_at = row.changed + changed, datetime.now(UTC)
        row.save()
    return posts, changed


def _rewrite(beat: Beat, ids: Sequence[int]) -> int:
    found = beat.store.kept(ids)
    batch, differs = reworded(found.batch, *_masked(found.batch))
    until = [end for end, other in zip(found.until, differs.to_pylist(), strict=True) if other]
    new = labelled(batch.filter(differs), beat.workers.label)
    return beat.store.rewrite(replace(found, batch=new, until=tuple(until)))


def _letters(beat: Beat) -> None:
    """Batches that were set aside are masked too."""
    for letter in beat.store.dead_letters():
        batch, differs = reworded(letter.batch, *_masked(letter.batch))
        if pc.any(differs).as_py():
            beat.store.revive([letter.id])
            beat.store.bury(replace(letter, batch=batch))


def _masked(batch: pa.RecordBatch) -> tuple[pa.Array, pa.Array]:
    return masked_again(*(batch.column(name) for name in ("text", "url", "institution")))
