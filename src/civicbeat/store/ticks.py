"""Ticks: posts every few minutes, true and small figures, for what watches for rises; no face may see them."""

from __future__ import annotations

import pyarrow as pa

from civicbeat.records.errors import InputError
from civicbeat.store.bound import Binder
from civicbeat.store.client import Clients
from civicbeat.store.expand import Expander
from civicbeat.store.parse import parse
from civicbeat.store.pieces import Months, pieces
from civicbeat.store.question import Group, Question
from civicbeat.store.where import holds

TICKS = pa.schema([("start", pa.int64()), ("value", pa.string()), ("posts", pa.uint64())])
"""``start`` of the cell in seconds since 1970; ``value`` of the group, empty where there is none."""
_VALUES = {(): "['']", (Group.THEME,): "themes", (Group.PLACE,): "places"}


def ticks(clients: Clients, months: Months, asked: Question, step: int) -> pa.Table:
    """The posts of ``asked`` in cells of ``step`` seconds, split by theme, by place or not at all.

    Gives a table of ``TICKS``; cells without posts are not in it.

    Raises:
        BadQuery: its query cannot be understood.
        InputError: it is split otherwise.
        QueryTooExpensive: it took too long.
    """
    values = _VALUES.get(asked.by)
    if values is None:
        raise InputError("Ticks are split by theme, by place or not at all.", do="Choose one of these.")
    bind = Binder()
    held = holds(parse(asked.query), asked.filters, bind, Expander(clients))
    read = f"SELECT toUnixTimestamp(published_at) AS at, {values} AS those FROM"
    union = " UNION ALL ".join(
        f"{read} {piece.table} WHERE {piece.condition} AND {held}" for piece in pieces(asked.period, months, bind)
    )
    seconds = bind(step, "UInt32")
    counted = (
        f"SELECT toInt64(intDiv(at, {seconds}) * {seconds}) AS start, value, count() AS posts"
        f" FROM ({union}) ARRAY JOIN those AS value GROUP BY start, value ORDER BY start, value"
    )
    return clients.arrow(counted, bind.values).select(TICKS.names).cast(TICKS)
