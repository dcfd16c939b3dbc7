"""Corrections: labels that people gave a post in place of a model's, kept in place however often the post is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
from django.core.cache import cache

from civicbeat.listen.models import Correction
from civicbeat.records.post import ENRICHED
from civicbeat.store.relabel import Labels
from civicbeat.store.store import Store

KNOWN_FOR_SECONDS = 30
_KEY = "label-corrections"


def correct(store: Store, ids: Sequence[int], labels: Labels) -> int:
    """Gives the posts with ``ids`` other labels for good, and gives how many were changed now."""
    for number in ids:
        Correction.objects.update_or_create(
            post=str(number), defaults={"sentiment": labels.sentiment, "themes": list(labels.themes)}
        )
    cache.delete(_KEY)
    return store.relabel(dict.fromkeys(ids, labels))


def corrected(batch: pa.RecordBatch) -> pa.RecordBatch:
    """An ``ENRICHED`` batch in which the posts that were corrected have the labels people gave."""
    said = _known()
    if not said or said.keys().isdisjoint(batch.column("id").to_pylist()):
        return batch
    rows = [said[row["id"]].over(row) if row["id"] in said else row for row in batch.to_pylist()]
    return pa.RecordBatch.from_pylist(rows, schema=ENRICHED)


def keep(store: Store) -> int:
    """Forgets corrections of posts that are here no more, puts the others on again where they were lost meanwhile.

    Returns:
        How many corrections there are.
    """
    said = {int(one.post): _labels(one) for one in Correction.objects.all()}
    held = {post.id for post in store.held(list(said))}
    Correction.objects.filter(post__in=[str(number) for number in said.keys() - held]).delete()
    cache.delete(_KEY)
    store.relabel({number: labels for number, labels in said.items() if number in held})
    return len(held)


def _known() -> Mapping[int, Labels]:
    found: Mapping[int, Labels] | None = cache.get(_KEY)
    if found is None:
        found = {int(one.post): _labels(one) for one in Correction.objects.all()}
        cache.set(_KEY, found, KNOWN_FOR_SECONDS)
    return found


def _labels(one: Correction) -> Labels:
    return Labels(one.sentiment, tuple(one.themes))
