"""Web archives: pages that an institution captured itself, as WARC, or as the texts that were drawn from one (WET)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, ExportSource, Item
from civicbeat.sources.files.opening import Opened
from civicbeat.sources.files.rows import Row
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.policy import Policy
from civicbeat.sources.warc import mapping
from civicbeat.sources.warc.records import records


@dataclass(frozen=True)
class WarcSource(ExportSource):
    """Reads one archive, packed or not; ``institution`` is who speaks on its pages, each page's host where empty."""

    kind: ClassVar[str] = "warc"
    title: ClassVar[str] = "WARC"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    speaks: ClassVar[bool] = True
    most: ClassVar[int] = 25
    unit: ClassVar[str] = "record"
    policy: ClassVar[Policy] = Policy(
        terms="Each site's own: who captured its pages answers for a right to keep and read them.",
        terms_read=date(2026, 11, 25),
        may_store="Title, main text, address, date and labels of a page, only where the site's terms allow it.",
        deletion="None: a capture tells nothing of what is withdrawn later. Erase a page on its owner's request.",
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        return Shape("warc") if mapping.recognises(beginning) else None

    def rows(self, opened: Opened, shape: Shape) -> Iterator[Row]:  # noqa: ARG002  # an archive has one shape
        yield from records(opened)

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
