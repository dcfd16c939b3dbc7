"""Material: posts as the methods read them, with the pseudonyms of their month, which no face may see.

It never leaves memory: the room ``findings`` hands it to a method and keeps what the method found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b

import pyarrow as pa

from civicbeat.store.bound import Binder
from civicbeat.store.cells import cells
from civicbeat.store.client import Clients
from civicbeat.store.expand import Expander
from civicbeat.store.parse import parse
from civicbeat.store.pieces import Months, pieces
from civicbeat.store.protect import Cell, few, protect
from civicbeat.store.question import Metric, Question
from civicbeat.store.where import holds

MATERIAL = pa.schema(
    [
        ("id", pa.uint64()),
        ("published_at", pa.timestamp("ms", "UTC")),
        ("person", pa.uint64()),
        *[(name, pa.string()) for name in ("text", "language", "source", "institution")],
        ("story", pa.uint64()),
        *[(name, pa.list_(pa.string())) for name in ("themes", "places")],
    ]
)
"""``person``: the pseudonym of a post's month; 0 for an institution, one for each text where no author is known."""
MOST = 50_000
_LARGEST = 2**64 - 1
_DRAW = "cityHash64(id)"


@dataclass(frozen=True, slots=True)
class Material:
    """Posts for a method.

    Attributes:
        posts: a table of ``MATERIAL``, in an order that has nothing to do with what they say.
        share: how many of the posts asked for these are, 0 to 1: below 1 they are a random sample, always the same.
        hidden: whether some, but too few people match; then there are none.
    """

    posts: pa.Table
    share: float
    hidden: bool


def material(clients: Clients, months: Months, asked: Question, most: int, secret: bytes) -> Material:
    """The posts of ``asked``, or ``most`` of them that their ids draw.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    asked = replace(asked, by=(), metrics=(Metric.POSTS,))
    counted = cells(clients, months, asked)
    count = sum(cell.posts for cell in counted)
    hidden = any(few(cell, asked.scope.k, secret) for cell in counted)
    if hidden or not count:
        return Material(MATERIAL.empty_table(), 1.0, hidden)
    bind = Binder()
    held = holds(parse(asked.query), asked.filters, bind, Expander(clients))
    limit = bind(min(_LARGEST, most * _LARGEST // count), "UInt64")
    columns = ", ".join(MATERIAL.names)
    union = " UNION ALL ".join(
        f"SELECT {columns} FROM {piece.table} WHERE {piece.condition} AND {held} AND {_DRAW} <= {limit}"
        for piece in pieces(asked.period, months, bind)
    )
    found = clients.arrow(f"SELECT * FROM ({union}) ORDER BY {_DRAW} LIMIT {int(most)}", bind.values)
    posts = found.select(MATERIAL.names).cast(MATERIAL)
    return Material(posts, min(1.0, len(posts) / count), hidden=False)


def told(k: int, secret: bytes, name: str, people: int, posts: int) -> dict[str, int]:
    """How many ``people`` and ``posts`` are in a group that a method found, changed as all figures are.

    Args:
        k: the smallest group.
        secret: what the changes depend on.
        name: what the group is known by, so that the same group of the same size gives the same figures.
        people: how many people are behind it.
        posts: how many posts.

    Gives nothing where too few people are behind it.
    """
    fingerprint = int.from_bytes(blake2b(f"{name}\n{people}".encode(), digest_size=8).digest(), "little")
    cell = Cell((), posts, people, fingerprint, {"people": people, "posts": posts})
    protect([cell], k, secret, sums_by=())
    if cell.hidden or not people:
        return {}
    return cell.figures | {"people": min(cell.figures["people"], cell.figures["posts"])}
