from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pytest

from civicbeat.enrich.all import masking, understanding
from civicbeat.enrich.checks import HOSTILE_TEXTS, check, hostile
from civicbeat.enrich.contract import Enricher
from civicbeat.records.errors import EnrichError

KEYS = {f"2025-{month:02}": bytes([month]) * 32 for month in range(1, 13)}
ENRICHERS = (*masking(KEYS), *understanding())


@pytest.mark.parametrize("enricher", ENRICHERS, ids=lambda enricher: enricher.name)
def test_every_enricher_keeps_the_contract(enricher: Enricher) -> None:
    check(enricher)


def test_names_are_unique() -> None:
    assert len({enricher.name for enricher in ENRICHERS}) == len(ENRICHERS)


def test_the_hostile_batch_has_nulls_where_they_may_be() -> None:
    batch = hostile(("text", "latitude", "likes"))
    assert batch.column("text").null_count == 0
    assert batch.column("latitude").null_count > 0
    assert max(map(len, HOSTILE_TEXTS)) > 1_000_000


@dataclass(frozen=True)
class Length:
    """A right enricher, and the faults it can be given."""

    fault: str = ""

    name: ClassVar[str] = "length"
    licence: ClassVar[str] = "Apache-2.0"
    reads: ClassVar[tuple[str, ...]] = ("text",)
    gives: ClassVar[tuple[pa.Field, ...]] = (pa.field("length", pa.int64(), nullable=False),)

    @property
    def version(self) -> str:
        return "one" if self.fault == "version" else "2026.1"

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        lengths: list[int | None] = [len(text) for text in batch.column("text").to_pylist()]
        if self.fault == "raises" and 0 in lengths:
            raise ValueError
        if self.fault == "rows" and lengths:
            lengths.pop()
        if self.fault == "nulls" and lengths:
            lengths[0] = None
        if self.fault == "order":
            lengths = [(length or 0) + place for place, length in enumerate(lengths)]
        if self.fault == "batch":
            lengths = [len(lengths)] * len(lengths)
        kind = pa.int32() if self.fault == "type" else pa.int64()
        return (pa.array(lengths, kind),) * (2 if self.fault == "arrays" else 1)


def test_a_right_enricher_passes() -> None:
    check(Length())


@pytest.mark.parametrize("fault", ["version", "raises", "rows", "nulls", "order", "batch", "type", "arrays"])
def test_a_breach_is_found(fault: str) -> None:
    with pytest.raises(EnrichError, match="Enricher length"):
        check(Length(fault))
