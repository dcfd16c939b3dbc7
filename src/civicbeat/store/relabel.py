"""Relabel: puts what people say of a post in place of what a model said, as a new reading of the same post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from civicbeat.records.post import ENRICHED
from civicbeat.store.client import Clients
from civicbeat.store.stored import SCALE
from civicbeat.store.write import Writer

_COPIED = tuple(name for name in ENRICHED.names if name not in ("author", "deleted"))
_ROWS = f"""SELECT {", ".join(_COPIED)}, if(institution = '', person, 0) AS author, keep_until
FROM posts FINAL WHERE toDate(published_at) IN (SELECT day FROM identities WHERE id IN {{ids:Array(UInt64)}})
    AND id IN {{ids:Array(UInt64)}} AND gone = 0 AND keep_until > now()"""
_SHARES = ("language_confidence", "p_negative", "p_neutral", "p_positive")


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
    if not said:
        return 0
    now = datetime.now(UTC)
    rows = clients.arrow(_ROWS, {"ids": list(said)}).to_pylist()
    return sum(_changed(writer, row, said[row["id"]], now) for row in rows)


def _changed(writer: Writer, stored: dict[str, Any], labels: Labels, now: datetime) -> bool:
    until = datetime.fromtimestamp(stored["keep_until"], UTC)
    row = {name: stored[name] for name in stored if name != "keep_until"} | {"deleted": False}
    row |= {name: row[name] / SCALE for name in _SHARES}
    new = labels.over(row) | {"collected_at": now}
    if (new["sentiment"], new["themes"]) == (row["sentiment"], row["themes"]):
        return False
    batch = pa.RecordBatch.from_pylist([new], schema=ENRICHED)
    writer.write(batch, f"labels {row['id']} {now.timestamp()}", until - row["published_at"])
    return True
