"""Relabel: puts what people say of a post in place of what a model said, as a new reading of the same post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from civicbeat.records.post import ENRICHED
from civicbeat.store.client import Clients
from civicbeat.store.rewrite import kept
from civicbeat.store.write import Writer


@dataclass(frozen=True, slots=True)
class Labels:
    """What people say of a post: its sentiment and its themes; what is empty stays as it is."""

    sentiment: str = ""
    themes: tuple[str, ...] = ()

    def over(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of ``ENRICHED`` with these labels."""
        said = dict(row)
        if self.sentiment:
            sure = {f"p_{name}": float(name == self.sentiment) for name in ("negative", "neutral", "positive")}
            said |= {"sentiment": self.sentiment} | (sure if self.sentiment != "unclear" else {})
        return said | ({"themes": list(self.themes)} if self.themes else {})


def relabel(clients: Clients, writer: Writer, said: Mapping[int, Labels]) -> int:
    """Puts the labels in ``said`` on the posts with those ids that stand here, and gives how many were changed."""
    found = kept(clients, list(said))
    rows = found.batch.to_pylist()
    new = [said[row["id"]].over(row) for row in rows]
    changed = [n for n, (row, other) in enumerate(zip(rows, new, strict=True)) if _labels(row) != _labels(other)]
    if changed:
        now = datetime.now(UTC)
        batch = pa.RecordBatch.from_pylist([new[n] | {"collected_at": now} for n in changed], schema=ENRICHED)
        writer.rewrite(batch, [found.until[n] for n in changed], f"labels {now.timestamp()}")
    return len(changed)


def _labels(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row["sentiment"], row["themes"]
