"""TikTok: videos and comments that approved researchers exported from the Research API."""

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
from civicbeat.sources.tiktok import mapping


@dataclass(frozen=True)
class TiktokSource(ExportSource):
    """Reads one export, as CSV, one JSON object a line, or pages as the API answers them."""

    kind: ClassVar[str] = "tiktok"
    title: ClassVar[str] = "TikTok Research"
    known: ClassVar[frozenset[str]] = mapping.KNOWN
    policy: ClassVar[Policy] = Policy(
        terms="https://www.tiktok.com/legal/page/global/terms-of-service-research-api/en",
        terms_read=date(2026, 11, 25),
        may_store="Description, speech, date and counts, masked, for the approved research only.",
        deletion="The terms want copies refreshed: export and import again in time, and erase what is gone.",
    )

    @classmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        return beginning.shape if mapping.recognises(beginning) else None

    def parts(self, row: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        return mapping.parts(row)

    def post(self, item: Item) -> Post | Rejected:
        return mapping.post(item)
