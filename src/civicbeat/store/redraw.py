"""Redraw: gives the authors of a month other codes, by a number that is thrown away.

After a month's key is destroyed, a copy of it that a disk or a forgotten backup kept would still make the old codes
from names. They stand here no more: which old code became which new one was in memory for a moment only.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.store import dead_letters
from civicbeat.store.client import Clients
from civicbeat.store.stored import AUTHORLESS

_DRAW = """INSERT INTO redrawn SELECT person, sipHash64Keyed(({one:UInt64}, {other:UInt64}), person) FROM posts
WHERE indexHint(_partition_id = {month:String}) AND person != 0 AND person != bitXor(story, {authorless:UInt64})
GROUP BY person"""
_PLACE = """ALTER TABLE posts UPDATE person = if(joinGet('{database}.redrawn', 'code', person) = 0, person,
joinGet('{database}.redrawn', 'code', person)) IN PARTITION ID '{month}' WHERE person != 0"""


def redraw(clients: Clients, month: str) -> int:
    """Gives every author of ``month`` (``YYYY-MM``) another code; gives how many there were.

    Two posts of one author still have one code. Masked posts that were set aside lose theirs.
    """
    partition = f"{int(month[:4]):04d}{int(month[5:]):02d}"
    [[database]] = clients.rows("SELECT currentDatabase()")
    clients.order("TRUNCATE TABLE redrawn")
    try:
        bound = {"one": secrets.randbits(64), "other": secrets.randbits(64), "authorless": int(AUTHORLESS)}
        clients.order(_DRAW, bound | {"month": partition}, log_queries=0)  # the number must stand nowhere
        [[drawn]] = clients.rows("SELECT count() FROM redrawn")
        if drawn:
            clients.order(_PLACE.format(database=database, month=partition), mutations_sync=2, max_execution_time=0)
    finally:
        clients.order("TRUNCATE TABLE redrawn")
    _from_dead_letters(clients, month)
    return int(drawn)


def _from_dead_letters(clients: Clients, month: str) -> None:
    for letter in dead_letters.dead_letters(clients):
        months = pc.strftime(letter.batch.column("published_at"), format="%Y-%m")
        told = pc.and_(pc.equal(months, month), pc.not_equal(letter.batch.column("author"), 0))
        if pc.any(told).as_py():
            authors = pc.if_else(told, pa.scalar(0, pa.uint64()), letter.batch.column("author"))
            place = letter.batch.schema.get_field_index("author")
            batch = letter.batch.set_column(place, letter.batch.schema.field("author"), authors)
            dead_letters.revive(clients, (letter.id,))
            dead_letters.bury(clients, replace(letter, batch=batch))
