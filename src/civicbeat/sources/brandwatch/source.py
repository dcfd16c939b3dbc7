"""Brandwatch: mentions of a query, as its bulk download gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.brandwatch import mapping
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import NO_SIGNAL, Beginning, ExportSource, Item
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.policy import Policy


@dataclass(frozen=True)
class BrandwatchSource(ExportSource):
    """Reads one download, as CSV or as a workbook; what it tells of itself before its header is passed over."""

    kind: ClassVar[str] = "brandwatch"
    title: ClassVar[str] = "Brandwatch"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    policy: ClassVar[Policy] = Policy(
        terms="The contract with Brandwatch, and the terms of each platform, which it passes on.",
        terms_read=date(2026, 11, 25),
        may_store="Text, date, address and counts, masked; nothing that is guessed of authors, such as gender.",
        deletion=NO_SIGNAL,
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        if beginning.shape is not None and beginning.shape.format == "xlsx":
            return beginning.shape if beginning.has("Query Id", "Date", "Url") else None
        found = mapping.header(beginning)
        if found is None:
            return None
        return Shape("csv", beginning.encoding, ",", found[1], preamble=found[0])

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
