"""Stored: an enriched batch as rows of ``posts``, and whether a row says the same as one that stands there."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SCALE = 250
"""Probabilities are kept as whole steps of 1/250: a third of a byte's noise matters to nobody, 9 bytes a post do."""

AUTHORLESS = np.uint64(0x9E3779B97F4A7C15)
_FOREVER = 4_102_444_800
_PROBABILITIES = ("language_confidence", "p_negative", "p_neutral", "p_positive")
_WORDS = pa.list_(pa.string())

COMPARED = (
    *("platform", "gone", "person", "text", "institution", "url", "kind", "parent", "thread", "likes", "replies"),
    *("shares", "reach", "media", "tags", "latitude", "longitude", "declared_language", "language"),
    *("language_confidence", "sentiment", "p_negative", "p_neutral", "p_positive", "themes", "places", "story"),
)
"""What makes a later reading an edit when it differs."""


def rows(
    batch: pa.RecordBatch, keep_for: timedelta | None, *, from_reading: bool = False, own: timedelta | None = None
) -> pa.Table:
    """The batch's rows as ``posts`` holds them.

    Args:
        batch: ``ENRICHED``.
        keep_for: how long after publication a post may be kept; ``None`` for as long as the institution wants.
        from_reading: whether that time counts from the reading instead.
        own: how long after this reading the institution itself keeps it at most.
    """
    columns = {name: batch.column(name) for name in batch.schema.names if name not in ("author", "deleted")}
    columns["text"] = pc.utf8_normalize(columns["text"], form="NFC")
    columns["gone"] = batch.column("deleted").cast(pa.uint8())
    columns["person"] = pa.array(_people(batch))
    for name in _PROBABILITIES:
        share = batch.column(name).to_numpy(zero_copy_only=False)
        columns[name] = pa.array(np.rint(np.clip(share, 0, 1) * SCALE).astype(np.uint8))
    until = _keep_until(batch, keep_for, "collected_at" if from_reading else "published_at")
    columns["keep_until"] = pa.array(np.minimum(until, _keep_until(batch, own, "collected_at")))
    return pa.table(columns)


def _people(batch: pa.RecordBatch) -> npt.NDArray[np.uint64]:
    """Who is to be protected: the author; where none is known the story; nobody (0) where an institution speaks."""
    author = batch.column("author").to_numpy(zero_copy_only=False)
    story = batch.column("story").to_numpy(zero_copy_only=False)
    person = np.where(author != 0, author, story ^ AUTHORLESS)
    return np.where(pc.equal(batch.column("institution"), "").to_numpy(zero_copy_only=False), person, np.uint64(0))


def _keep_until(batch: pa.RecordBatch, keep_for: timedelta | None, since: str) -> npt.NDArray[np.uint32]:
    if keep_for is None:
        return np.full(len(batch), _FOREVER, dtype=np.uint32)
    begins = batch.column(since).cast(pa.int64()).to_numpy() // 1000
    until: npt.NDArray[np.uint32] = np.clip(begins + int(keep_for.total_seconds()), 0, _FOREVER).astype(np.uint32)
    return until


def same(new: pa.Table, old: pa.Table) -> npt.NDArray[np.bool_]:
    """Which rows of ``new`` say what the row of ``old`` beside it says."""
    alike = np.ones(len(new), dtype=bool)
    for name in COMPARED:
        alike &= _same_column(_flat(new.column(name)), _flat(old.column(name)))
    return alike


def _flat(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    if pa.types.is_list(array.type):
        return pc.binary_join(array.cast(_WORDS), "\x1f")
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _same_column(new: pa.Array, old: pa.Array) -> npt.NDArray[np.bool_]:
    equal = pc.equal(new, old.cast(new.type)).fill_null(False)  # noqa: FBT003  # pyarrow names it by position
    both_missing = pc.and_(new.is_null(), old.is_null())
    found: npt.NDArray[np.bool_] = pc.or_(equal, both_missing).to_numpy(zero_copy_only=False)
    return found
