"""X: an account's own archive (tweets.js), and posts of the API as twarc writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, ExportSource, Item
from civicbeat.sources.files.shape import Shape
from civicbeat.sources.policy import Policy
from civicbeat.sources.xarchive import mapping


@dataclass(frozen=True)
class XarchiveSource(ExportSource):
    """Reads one file; ``institution`` is whose archive it is, where that is an institution's."""

    kind: ClassVar[str] = "xarchive"
    title: ClassVar[str] = "X"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    speaks: ClassVar[bool] = True
    policy: ClassVar[Policy] = Policy(
        terms="https://developer.x.com/en/developer-terms/policy",
        terms_read=date(2026, 11, 25),
        may_store="Text, date, address and counts, masked; an archive of one's own account belongs to its owner.",
        deletion="What is deleted on X must be erased here, and a file tells nothing of it: erase what is gone.",
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        if mapping.is_archive(beginning):
            return Shape("json", beginning.encoding)
        return Shape("jsonl", beginning.encoding) if beginning.first and mapping.recognises(beginning) else None

    def parts(self, row: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        return mapping.parts(row)

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
