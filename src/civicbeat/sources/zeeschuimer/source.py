"""Zeeschuimer: what a researcher's browser showed, noted by the extension of that name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import NO_SIGNAL, Beginning, ExportSource, Item
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.policy import Policy
from civicbeat.sources.zeeschuimer import mapping


@dataclass(frozen=True)
class ZeeschuimerSource(ExportSource):
    """Reads one file of items, one a line; those of platforms that are not read are counted."""

    kind: ClassVar[str] = "zeeschuimer"
    title: ClassVar[str] = "Zeeschuimer"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    most: ClassVar[int] = 500
    policy: ClassVar[Policy] = Policy(
        terms="The platforms allow no gathering by programs: who noted the items answers for a right to do so.",
        terms_read=date(2026, 11, 25),
        may_store="Text, date, address and counts, masked; accounts become pseudonyms.",
        deletion=NO_SIGNAL,
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        return Shape("jsonl", beginning.encoding) if mapping.recognises(beginning) else None

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
