"""The contract of an enricher: a pure function from an Arrow batch to new columns, with its papers.

An enricher is deterministic, keeps the number and order of rows, works in a worker process and touches neither disk nor
network after it is built. Its ``version`` changes whenever its output may change; it stands with every answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import pyarrow as pa


@runtime_checkable
class Enricher(Protocol):
    """One step of understanding.

    Attributes:
        name: lower-case ASCII, unique.
        version: ``YYYY.N``, raised with every change of output.
        licence: SPDX identifier of the data or weights it carries.
        reads: names of the columns it needs.
        gives: the fields it adds or replaces, in order.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def reads(self) -> tuple[str, ...]: ...
    @property
    def gives(self) -> tuple[pa.Field, ...]: ...

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        """One array for each field of ``gives``, each as long as ``batch`` (which may be empty)."""
        ...


def apply(enrichers: Sequence[Enricher], batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Runs the enrichers in order, each seeing what the former gave, and keeps the columns of ``schema``."""
    columns = {name: batch.column(name) for name in batch.schema.names}
    for enricher in enrichers:
        view = pa.RecordBatch.from_arrays([columns[name] for name in enricher.reads], names=list(enricher.reads))
        for given, array in zip(enricher.gives, enricher(view), strict=True):
            columns[given.name] = array
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)
