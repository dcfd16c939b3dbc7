"""Rising: how often words, themes, places and stories were said in a period and in the days before. Figures only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pyarrow as pa

from civicbeat.records.period import CITY_ZONE, Period
from civicbeat.records.scope import Scope
from civicbeat.store.client import Clients
from civicbeat.store.protect import Cell, protect


class Rising(StrEnum):
    """What can rise."""

    WORD = "word"
    THEME = "theme"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Risen:
    """Counts of a period beside those of the days before it.

    Attributes:
        table: ``key``; ``posts`` and ``stories`` of the period; ``posts_before`` and ``stories_before`` of the days
            before (0 when there were none, null when there were a few by too few people). What rose most first.
        first, last: the days of the period, both included, as Ho Chi Minh City counts days.
        days: how many days that are.
        days_before: how many days the baseline has.
    """

    table: pa.Table
    first: date
    last: date
    days: int
    days_before: int


USUAL = 10
"""Posts that are added to what was said before, so that what was hardly said does not come first."""
SPARE = 2
"""So many times the rows wanted are read: which come first is settled by what is shown of them."""

_SQL = f"""SELECT key,
    sumIf(c.posts, day >= {{first:Date}}) AS posts, sumIf(c.stories, day >= {{first:Date}}) AS stories,
    maxIf(c.people, day >= {{first:Date}}) AS people, sumIf(c.fingerprint, day >= {{first:Date}}) AS fingerprint,
    sumIf(c.posts, day < {{first:Date}}) AS posts_before, sumIf(c.stories, day < {{first:Date}}) AS stories_before,
    maxIf(c.people, day < {{first:Date}}) AS people_before,
    sumIf(c.fingerprint, day < {{first:Date}}) AS fingerprint_before
FROM daily_counts AS c WHERE day BETWEEN {{start:Date}} AND {{last:Date}} AND what = {{what:String}}
GROUP BY key HAVING posts > 0 AND (people >= {{k:UInt32}} OR people = 0)
ORDER BY posts / (posts_before + {USUAL}) DESC, posts DESC LIMIT {{limit:UInt32}}"""


def rising(  # noqa: PLR0913, PLR0917  # each says one thing about what is wanted
    clients: Clients, scope: Scope, what: Rising, period: Period, days_before: int, limit: int, secret: bytes
) -> Risen:
    """Those of ``what`` that were said most compared with before.

    Args:
        clients: the store.
        scope: who asks.
        what: words, themes or places.
        period: whole days of the city that it touches are counted.
        days_before: the length of the baseline, in days.
        limit: the most rows given.
        secret: what the small changes depend on.
    """
    city = Period(period.start, period.end, CITY_ZONE)
    first = city.local_start.date()
    last = (city.local_end - timedelta(microseconds=1)).date()
    bound = {"start": first - timedelta(days=days_before), "first": first, "last": last, "what": what.value}
    found = clients.arrow(_SQL, bound | {"k": scope.k, "limit": SPARE * limit}).to_pylist()
    now = [_cell(row, "") for row in found]
    before = [_cell(row, "_before") for row in found]
    for cells in (now, before):
        protect(cells, scope.k, secret, sums_by=())
    shown = [pair for pair in zip(now, before, strict=True) if not pair[0].hidden]
    shown = sorted(shown, key=_rise, reverse=True)[:limit]
    columns = {"key": pa.array([cell.keys[0] for cell, _ in shown], pa.string())}
    for place, suffix in enumerate(("", "_before")):
        for name in ("posts", "stories"):
            columns[name + suffix] = pa.array([pair[place].figures.get(name) for pair in shown], pa.int64())
    return Risen(pa.table(columns), first, last, (last - first).days + 1, days_before)


def _rise(pair: tuple[Cell, Cell]) -> tuple[float, int]:
    """What rows are ordered by: figures as they are shown, as the order of the true ones would measure them."""
    now, before = pair
    return now.size / (before.figures.get("posts", 0) + USUAL), now.size


def _cell(row: dict[str, int], suffix: str) -> Cell:
    figures = {name: row[name + suffix] for name in ("posts", "stories")}
    return Cell((row["key"],), row["posts" + suffix], row["people" + suffix], row["fingerprint" + suffix], figures)
