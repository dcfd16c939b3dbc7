"""GDELT: articles of the world's press, listed by their titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, ExportSource, Item
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.gdelt import mapping
from civicbeat.sources.policy import Policy


@dataclass(frozen=True)
class GdeltSource(ExportSource):
    """Reads one file of the Global Knowledge Graph 2.1, as it is offered; events, which have no words, are counted."""

    kind: ClassVar[str] = "gdelt"
    title: ClassVar[str] = "GDELT"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    policy: ClassVar[Policy] = Policy(
        terms="https://www.gdeltproject.org/about.html",
        terms_read=date(2026, 11, 25),
        may_store="Title, address, site and date of an article; no persons, tones and themes that are guessed in it.",
        deletion="None: a list tells nothing of what is withdrawn later. Erase an article on its owner's request.",
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        columns = mapping.columns(beginning)
        return Shape("csv", beginning.encoding, "\t", columns, header=False, quoted=False) if columns else None

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
