"""4CAT: data sets of the Capture and Analysis Toolkit, as it exports them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import NO_SIGNAL, Beginning, ExportSource, Item
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.fourcat import mapping
from civicbeat.sources.policy import Policy


@dataclass(frozen=True)
class FourcatSource(ExportSource):
    """Reads one data set, as CSV or with one JSON object a line."""

    kind: ClassVar[str] = "fourcat"
    title: ClassVar[str] = "4CAT"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    policy: ClassVar[Policy] = Policy(
        terms="The platform's own, and those under which the data set was gathered; 4CAT itself adds none.",
        terms_read=date(2026, 11, 25),
        may_store="Text, date, address, counts and thread, masked; accounts become pseudonyms.",
        deletion=NO_SIGNAL,
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        return beginning.shape if mapping.recognises(beginning) else None

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
