"""Places: where a post says something happens, as ids of the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.enrich.phrases import Batch
from civicbeat.enrich.places.gazetteer import lineage
from civicbeat.enrich.places.matcher import resolve
from civicbeat.enrich.places.mentions import names

_GIVES = (pa.field("places", pa.list_(pa.string()), nullable=False),)
_EPOCH = date(1970, 1, 1).toordinal()
_CITY_AHEAD_MS = 7 * 3600 * 1000
_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Places:
    """Gives every post the places it names and every unit that held them on its day, below the country.

    Reads ``text`` (NFC, as ``Repair`` leaves it) and ``published_at``, whose calendar day in Vietnam (UTC+7 since 1975)
    decides between units of one name. Gives ``places``: ids, the widest first, empty where no place is named or
    nobody can tell which is meant.
    """

    name: str = "places"
    version: str = "2026.1"
    licence: str = "Apache-2.0 AND MIT"

    @property
    def reads(self) -> tuple[str, ...]:
        return ("text", "published_at")

    @property
    def gives(self) -> tuple[pa.Field, ...]:
        return _GIVES

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        moments = pc.cast(batch.column("published_at"), pa.int64()).to_numpy(zero_copy_only=False)
        days = (np.asarray(moments, dtype=np.int64) + _CITY_AHEAD_MS) // _DAY_MS
        found = locate(batch.column("text").to_pylist(), [int(day) for day in days])
        return (pa.array(found, type=_GIVES[0].type),)


def locate(texts: Sequence[str], days: Sequence[int]) -> list[list[str]]:
    """The places of each text, given the day of each (days since 1970-01-01)."""
    found: list[list[str]] = [[]] * len(texts)
    _, finder = names()
    batch = Batch(texts)
    for post, finds in finder.find(batch):
        day = date.fromordinal(_EPOCH + days[post])
        if ids := resolve(batch, post, finds, day):
            held = {wider for place_id in ids for wider in lineage(place_id, day)}
            found[post] = sorted(held, key=lambda place_id: (place_id.count("."), place_id))
    return found
