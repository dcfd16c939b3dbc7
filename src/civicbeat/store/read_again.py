"""Read again: posts that were collected while a model was silent get the labels they lack, as a reading of that time.

A post that was read anew meanwhile stays as it is: what is written here counts as read a thousandth of a second after
what stood there, so that any later reading is newer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.post import ENRICHED
from civicbeat.store.client import Clients
from civicbeat.store.rewrite import A_TICK, Kept, kept

_IDS = """SELECT id FROM posts FINAL
WHERE collected_at >= {since:DateTime64(3, 'UTC')} AND collected_at < {until:DateTime64(3, 'UTC')}
    AND id > {after:UInt64} AND gone = 0 AND keep_until > now()
ORDER BY id LIMIT {most:UInt32}"""


def collected(clients: Clients, since: datetime, until: datetime, after: int, most: int) -> list[int]:
    """Ids of ``most`` of the posts collected from ``since`` to ``until``, in order, from ``after`` on."""
    bound = {"since": since, "until": until, "after": after, "most": most}
    return [row[0] for row in clients.rows(_IDS, bound)]


def to_write_again(clients: Clients, ids: Sequence[int]) -> Kept:
    """The posts with ``ids`` that stand here, as if they were read a thousandth of a second later."""
    found = kept(clients, ids)
    field = ENRICHED.field("collected_at")
    moments = pc.add(found.batch.column(field.name), pa.scalar(A_TICK)).cast(field.type)
    return replace(found, batch=found.batch.set_column(found.batch.schema.get_field_index(field.name), field, moments))
