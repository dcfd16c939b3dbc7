"""Rewording: posts whose text is masked further than it was, with all that rests on the text told anew."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import structlog

from civicbeat.listen.corrections import corrected
from civicbeat.records.post import ENRICHED, MASKED

Label = Callable[[pa.RecordBatch], pa.RecordBatch]
"""Gives a ``MASKED`` batch what the enrichers find: ``ENRICHED``."""

log = structlog.get_logger()


def reworded(batch: pa.RecordBatch, texts: pa.Array, urls: pa.Array) -> tuple[pa.RecordBatch, pa.Array]:
    """``batch`` (of any schema with ``text`` and ``url``) with these instead, and which of its rows differ by it."""
    differs = pc.or_(pc.not_equal(batch.column("text"), texts), pc.not_equal(batch.column("url"), urls))
    for name, column in (("text", texts), ("url", urls)):
        place = batch.schema.get_field_index(name)
        batch = batch.set_column(place, batch.schema.field(place), column)
    return batch, differs


def labelled(batch: pa.RecordBatch, label: Label) -> pa.RecordBatch:
    """An ``ENRICHED`` batch with its labels told anew, but for those that people gave.

    A post that an enricher cannot take keeps the labels it had: its words go all the same.
    """
    return corrected(_labelled(batch, label)) if len(batch) else batch


def _labelled(batch: pa.RecordBatch, label: Label) -> pa.RecordBatch:
    try:
        return label(batch.select(MASKED.names).cast(MASKED)).select(ENRICHED.names)
    except Exception as error:  # noqa: BLE001  # whatever one post provokes must not keep others unmasked
        if len(batch) == 1:
            log.warning("a post that was masked again keeps its labels", kind=type(error).__name__)
            return batch
        middle = len(batch) // 2
        halves = [_labelled(part, label) for part in (batch.slice(0, middle), batch.slice(middle))]
        return pa.concat_batches(halves)
