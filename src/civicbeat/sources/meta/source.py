"""Meta: posts of Facebook and Instagram that approved researchers downloaded from the Meta Content Library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import NO_SIGNAL, Beginning, ExportSource, Item
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.meta import mapping
from civicbeat.sources.policy import Policy


@dataclass(frozen=True)
class MetaSource(ExportSource):
    """Reads one download, as CSV."""

    kind: ClassVar[str] = "meta"
    title: ClassVar[str] = "Meta Content Library"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    policy: ClassVar[Policy] = Policy(
        terms="https://transparency.meta.com/researchtools/product-terms-meta-research/",
        terms_read=date(2026, 11, 25),
        may_store="Text, date and counts, masked, for the approved research only, where its terms allow a copy.",
        deletion=NO_SIGNAL,
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        return beginning.shape if mapping.recognises(beginning) else None

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
