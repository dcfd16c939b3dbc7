"""Read again: posts that were collected while a model was silent get the labels they lack, as a reading of that time.

A post that was read anew meanwhile stays as it is: what is written here counts as read a thousandth of a second after
what stood there, so that any later reading is newer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.post import ENRICHED
from civicbeat.store.client import Clients
from civicbeat.store.stored import SCALE

_COPIED = tuple(name for name in ENRICHED.names if name not in ("author", "deleted"))
_ROWS = f"""SELECT {", ".join(_COPIED)}, if(institution = '', person, 0) AS author,
    toUnixTimestamp(keep_until) AS keep_until
FROM posts FINAL
WHERE collected_at >= {{since:DateTime64(3, 'UTC')}} AND collected_at < {{until:DateTime64(3, 'UTC')}}
    AND id > {{after:UInt64}} AND gone = 0 AND posts.keep_until > now()
ORDER BY id LIMIT {{most:UInt32}}"""
_SHARES = ("language_confidence", "p_negative", "p_neutral", "p_positive")
LATER = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Silently:
    """Posts that were collected in a span, as they stand: ``posts`` is ``ENRICHED``, ``until`` when each must go."""

    posts: pa.RecordBatch
    until: pa.Array


def collected(clients: Clients, since: datetime, until: datetime, after: int, most: int) -> Silently:
    """``most`` of the posts collected from ``since`` to ``until``, in order of their ids, from ``after`` on."""
    rows = clients.arrow(_ROWS, {"since": since, "until": until, "after": after, "most": most})
    columns = {name: rows.column(name) for name in (*_COPIED, "author")}
    columns |= {name: pc.divide(pc.cast(columns[name], pa.float32()), float(SCALE)) for name in _SHARES}
    columns["collected_at"] = pc.add(columns["collected_at"].cast(pa.timestamp("ms", "UTC")), pa.scalar(LATER))
    columns["deleted"] = pa.array([False] * len(rows))
    posts = pa.table({name: columns[name] for name in ENRICHED.names}).cast(ENRICHED).combine_chunks()
    batch = posts.to_batches()[0] if len(rows) else pa.RecordBatch.from_pylist([], schema=ENRICHED)
    return Silently(batch, pc.cast(rows.column("keep_until"), pa.uint32()).combine_chunks())
