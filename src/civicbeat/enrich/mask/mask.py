"""The mask: after it, nothing in a batch names a private person (charter rule 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.enrich.mask.links import public_link
from civicbeat.enrich.mask.pseudonyms import Pseudonyms
from civicbeat.enrich.mask.text import masked_column
from civicbeat.records.post import MASKED

_DECIMALS = 2
"""Coordinates are kept to 0.01°, about a kilometre."""


@dataclass(frozen=True)
class Mask:
    """Replaces the author by the month's pseudonym and takes personal data out of text, address and coordinates.

    Reads RAW columns (``text`` repaired); gives ``text`` with a token for everything masked, ``url`` that names no
    private
    person, ``author`` (uint64; 0 when unknown or institutional: a name kept in the open needs no pseudonym, and the
    pair of
    them would let a key be tried), and WGS 84 degrees rounded to 0.01 (null when unknown or out of range).

    Attributes:
        keys: "YYYY-MM" (UTC month of ``published_at``) → 32-byte key.
        institutions: handles of institutional accounts (without @) whose mention stays in texts.

    Raises:
        EnrichError: a month has no key.
    """

    keys: Mapping[str, bytes] = field(repr=False)
    institutions: frozenset[str] = frozenset()

    name: ClassVar[str] = "mask"
    version: ClassVar[str] = "2026.1"
    licence: ClassVar[str] = "Apache-2.0"
    reads: ClassVar[tuple[str, ...]] = (
        *("text", "url", "platform", "author_name", "institution", "published_at", "latitude", "longitude"),
    )
    gives: ClassVar[tuple[pa.Field, ...]] = tuple(
        MASKED.field(name) for name in ("text", "url", "author", "latitude", "longitude")
    )

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        return self.counted(batch)[0]

    def counted(self, batch: pa.RecordBatch) -> tuple[tuple[pa.Array, ...], Counter[str]]:
        """What ``__call__`` gives, and how many things of each kind were masked in the texts."""
        official = pc.not_equal(batch.column("institution"), "").to_pylist()
        texts, counts = masked_column(batch.column("text"), official, self._kept)
        urls = zip(batch.column("url").to_pylist(), official, strict=True)
        given = (
            texts,
            pa.array([public_link(url, official=known) for url, known in urls], pa.string()),
            self._authors(batch, official),
            _coarse(batch.column("latitude"), 90),
            _coarse(batch.column("longitude"), 180),
        )
        return given, counts

    @property
    def _kept(self) -> frozenset[str]:
        return frozenset(handle.lower() for handle in self.institutions)

    def _authors(self, batch: pa.RecordBatch, official: list[bool]) -> pa.Array:
        names = zip(batch.column("author_name").to_pylist(), official, strict=True)
        private = ["" if known else name for name, known in names]
        given = Pseudonyms(self.keys).of(_months(batch), batch.column("platform").to_pylist(), private)
        return pa.array(given, pa.uint64())


def _months(batch: pa.RecordBatch) -> list[str]:
    moments = batch.column("published_at").cast(pa.timestamp("ms")).to_numpy(zero_copy_only=False)
    months: list[str] = np.datetime_as_string(moments.astype("datetime64[M]")).tolist()
    return months


def _coarse(degrees: pa.Array, most: int) -> pa.Array:
    rounded = pc.round(degrees.cast(pa.float64()), _DECIMALS)
    known = pc.fill_null(pc.less_equal(pc.abs(rounded), most), False)  # noqa: FBT003  # the fill value itself
    return pc.if_else(known, rounded, pa.scalar(None, pa.float64())).cast(pa.float32())
