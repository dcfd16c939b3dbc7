"""Look: pages of posts.

A page is found in two steps: the keys of its posts by narrow columns, then the posts by their keys. Newest and oldest
first look at a short end of the period and widen it only as far as the page needs, so that a common word costs little.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from civicbeat.records.errors import InputError
from civicbeat.records.period import Period
from civicbeat.store.answer import Posts, SeenPost
from civicbeat.store.bound import Binder
from civicbeat.store.cells import cells
from civicbeat.store.clauses import Clause
from civicbeat.store.client import Clients
from civicbeat.store.expand import Expander
from civicbeat.store.highlight import spans
from civicbeat.store.parse import parse
from civicbeat.store.pieces import Months, in_months, number, pieces
from civicbeat.store.protect import DOUBT, few, protect
from civicbeat.store.question import Filter, Group, Look, Order, Question
from civicbeat.store.stored import SCALE
from civicbeat.store.where import holds

PAGE = 500
BATCH = 5_000
WIDENED = 8
SAMPLE = 2_000
MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=30)
AMPLE = 100
"""Posts that the first look at an end of the period is to find, so that one look most often fills a page."""

_REACTIONS = "toInt64(ifNull(likes, 0)) + ifNull(replies, 0) + ifNull(shares, 0)"
_SHUFFLED = "toInt64(bitShiftRight(id, 1))"
_OF_STORIES = {
    Order.NEWEST: "-m",
    Order.OLDEST: "m",
    Order.MOST_REACTIONS: "-r",
    Order.SHUFFLED: "toInt64(bitShiftRight(first, 1))",
}
_SEEN = (
    *("id", "source", "platform", "institution", "url", "kind", "published_at", "text", "language", "sentiment"),
    *("p_negative", "p_neutral", "p_positive", "themes", "places", "story", "likes", "replies", "shares"),
)
_LAST = "SELECT max(published_at) FROM posts"
_BY_KEY = """SELECT {columns} FROM {table} WHERE {months} AND gone = 0 AND (toDate(published_at), source, id)
IN arrayZip({{days:Array(Date)}}, {{sources:Array(String)}}, {{ids:Array(UInt64)}})"""


@dataclass(frozen=True, slots=True)
class _Key:
    """What a post is found again by: place in the order, time, id and source; ``copies`` of its story."""

    order: int
    moment: int
    id: int
    source: str
    copies: int = 1

    def __str__(self) -> str:
        return f"{self.order}.{self.moment}.{self.id}"


def look(clients: Clients, months: Months, wanted: Look, secret: bytes) -> Posts:
    """A page of posts.

    Raises:
        BadQuery: the query cannot be understood.
        InputError: the page is too long or does not go on from one of ours.
    """
    started = time.perf_counter()
    if not 0 < wanted.limit <= PAGE:
        raise InputError(f"A page holds 1 to {PAGE} posts.", do="Ask for fewer and page through.")
    finder = _Finder(clients, months, wanted, secret)
    hidden = finder.too_few()
    keys = [] if hidden else finder.keys(wanted.limit + 1)
    page = keys[: wanted.limit]
    clause = finder.clause if wanted.highlight else None
    posts = tuple(_seen(row, key, clause) for row, key in finder.rows(page))
    following = str(page[-1]) if len(keys) > wanted.limit else ""
    return Posts(wanted, posts, hidden, following, (time.perf_counter() - started) * 1000)


def export(clients: Clients, months: Months, wanted: Look, secret: bytes) -> Iterator[pa.RecordBatch]:
    """All posts of ``wanted`` in batches, ordered as it says; none when too few people match."""
    finder = _Finder(clients, months, wanted, secret)
    if finder.too_few():
        return
    while True:
        keys = finder.keys(BATCH)
        if keys:
            yield _exported(finder.rows(keys))
        if len(keys) < BATCH:
            return
        finder = _Finder(clients, months, replace(wanted, after=str(keys[-1])), secret)


class _Finder:
    def __init__(self, clients: Clients, months: Months, wanted: Look, secret: bytes) -> None:
        self._clients = clients
        self._months = months
        self._wanted = wanted
        self._secret = secret
        self._after = _after(wanted.after)
        self._expand = Expander(clients)
        self._first_span = wanted.period.length
        self.clause: Clause = parse(wanted.query)

    def too_few(self) -> bool:
        """Whether some but too few people match. Most often a few posts of the newest month settle it."""
        newest = self._months.newest(self._wanted.period)
        if newest is None:
            return False
        bind = Binder()
        sample = self._union("person", bind, self._wanted.period, f"LIMIT {SAMPLE}", newest)
        sql = f"SELECT uniqExactIf(person, person != 0), count() FROM ({sample})"
        [[people, posts]] = self._clients.rows(sql, bind.values)
        self._first_span = max(MINUTE, MONTH * (AMPLE / max(posts, 1)))
        if people >= self._wanted.scope.k + DOUBT:
            return False
        whole = cells(self._clients, self._months, self._question())
        return any(few(cell, self._wanted.scope.k, self._secret) for cell in whole)

    def _question(self, *stories: str) -> Question:
        """How many posts match, or how many of each of ``stories``."""
        wanted = self._wanted
        return Question(
            scope=wanted.scope,
            period=wanted.period,
            query=wanted.query,
            filters=(*wanted.filters, *[Filter(Group.STORY, stories)] * bool(stories)),
            by=(Group.STORY,) if stories else (),
            limit=len(stories),
        )

    def _union(self, columns: str, bind: Binder, period: Period, rest: str, only: int | None = None) -> str:
        held = holds(self.clause, self._wanted.filters, bind, self._expand)
        if self._wanted.ids:
            held = f"({held}) AND id IN {bind(list(self._wanted.ids), 'Array(UInt64)')}"
        return " UNION ALL ".join(
            f"SELECT {columns} FROM {piece.table} WHERE {piece.condition} AND {held} {rest}"
            for piece in pieces(period, self._months, bind, only)
        )

    def keys(self, count: int) -> list[_Key]:
        """The next ``count`` keys."""
        if self._wanted.one_per_story:
            return self._stories(count)
        if self._wanted.order in (Order.MOST_REACTIONS, Order.SHUFFLED):
            return self._posts(self._wanted.period, count)
        found: list[_Key] = []
        for period in self._spans():
            found += self._posts(period, count - len(found))
            if len(found) >= count:
                break
        return found

    def rows(self, keys: Sequence[_Key]) -> list[tuple[dict[str, Any], _Key]]:
        """The posts of ``keys``, in their order (one that was erased meanwhile is missing)."""
        if not keys:
            return []
        moments = [_moment(key.moment) for key in keys]
        bind = Binder()
        bound = {
            "days": [moment.date() for moment in moments],
            "sources": [key.source for key in keys],
            "ids": [key.id for key in keys],
        }
        months = {number(moment) for moment in moments}
        sql = _BY_KEY.format(
            columns=", ".join(_SEEN),
            table="posts FINAL" if self._months.unsettled & months else "posts",
            months=in_months(sorted(map(str, months)), bind),
        )
        rows = self._clients.arrow(sql, bound | bind.values)
        found = {row["id"]: row for row in rows.to_pylist()}
        return [(found[key.id], key) for key in keys if key.id in found]

    def _spans(self) -> Iterator[Period]:
        """The period in pieces, from the end the order begins at, each longer than the one before."""
        oldest = self._wanted.order is Order.OLDEST
        period, length = self._wanted.period, self._first_span
        start, end = period.start, period.end
        if self._after is not None:
            at = _moment(self._after.moment)
            start, end = (max(start, at), end) if oldest else (start, min(end, at + timedelta(milliseconds=1)))
        elif not oldest:
            # Of all posts, the engine's notes of its parts tell.
            [[last]] = self._clients.rows(_LAST, optimize_use_implicit_projections=1)
            end = min(end, last + timedelta(milliseconds=1))
        while start < end:
            reach = min(length, end - start)
            piece = (start, start + reach) if oldest else (end - reach, end)
            start, end = (piece[1], end) if oldest else (start, piece[0])
            yield Period(*piece, period.zone)
            length *= WIDENED

    def _posts(self, period: Period, count: int) -> list[_Key]:
        bind = Binder()
        order = "-toUnixTimestamp64Milli(published_at)"
        if self._wanted.order is Order.OLDEST:
            order = "toUnixTimestamp64Milli(published_at)"
        elif self._wanted.order is Order.MOST_REACTIONS:
            order = f"-({_REACTIONS})"
        elif self._wanted.order is Order.SHUFFLED:
            order = _SHUFFLED
        after = ""
        if self._after is not None:
            here = ", ".join(bind(value, kind) for value, kind in self._place(self._after))
            after = f" AND ({order}, -toUnixTimestamp64Milli(published_at), id) > ({here})"
        columns = f"{order} AS o, toUnixTimestamp64Milli(published_at) AS m, id, toString(source) AS origin"
        sort = f"ORDER BY o, -m, id LIMIT {count}"
        sql = f"SELECT * FROM ({self._union(columns, bind, period, f'{after} {sort}')}) {sort}"
        return [_Key(*row) for row in self._clients.rows(sql, bind.values)]

    @staticmethod
    def _place(key: _Key) -> tuple[tuple[int, str], ...]:
        return ((key.order, "Int64"), (-key.moment, "Int64"), (key.id, "UInt64"))

    def _stories(self, count: int) -> list[_Key]:
        """One key a story: the post that said it first. A text too short for a story stands for itself."""
        bind = Binder()
        order = _OF_STORIES[self._wanted.order]
        after = ""
        if self._after is not None:
            here = ", ".join(bind(value, kind) for value, kind in self._place(self._after))
            after = f"WHERE (o, -m, first) > ({here})"
        columns = f"published_at, id, source, story, {_REACTIONS} AS reactions"
        sql = f"""SELECT {order} AS o, m, first, origin, told FROM (
SELECT min((published_at, id, toString(source))) AS said,
    toUnixTimestamp64Milli(tupleElement(said, 1)) AS m,
    tupleElement(said, 2) AS first, tupleElement(said, 3) AS origin, sum(reactions) AS r, any(story) AS told
FROM ({self._union(columns, bind, self._wanted.period, "")}) GROUP BY story, if(story = 0, id, 0)) {after}
ORDER BY o, -m, first LIMIT {count}"""
        rows = self._clients.rows(sql, bind.values)
        copies = self._copies([str(row[4]) for row in rows if row[4]])
        return [_Key(o, m, first, origin, copies.get(str(told), 1)) for o, m, first, origin, told in rows]

    def _copies(self, stories: Sequence[str]) -> dict[str, int]:
        """How many say the same: figures like any other, so 1 where too few people do."""
        if not stories:
            return {}
        counted = cells(self._clients, self._months, self._question(*stories))
        protect(counted, self._wanted.scope.k, self._secret, sums_by=())
        return {str(cell.keys[0]): 1 if cell.hidden else cell.figures["posts"] for cell in counted}


def _after(text: str) -> _Key | None:
    if not text:
        return None
    parts = text.split(".")
    try:
        order, moment, number = (int(part) for part in parts)
    except ValueError as error:
        raise InputError("The page does not go on from one of ours.", do="Start at the first page.") from error
    return _Key(order, moment, number, "")


def _moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _seen(row: dict[str, Any], key: _Key, clause: Clause | None) -> SeenPost:
    plain = {name: row[name] for name in _SEEN} | _shares(row)
    plain["themes"], plain["places"] = tuple(row["themes"]), tuple(row["places"])
    marked = () if clause is None else spans(clause, row["text"])
    return SeenPost(copies=key.copies, spans=marked, **plain)


def _shares(row: dict[str, Any]) -> dict[str, float]:
    return {name: row[name] / SCALE for name in ("p_negative", "p_neutral", "p_positive")}


EXPORTED = pa.schema(
    [
        ("id", pa.uint64()),
        *[(name, pa.string()) for name in ("source", "platform", "institution", "url", "kind")],
        ("published_at", pa.timestamp("ms", "UTC")),
        *[(name, pa.string()) for name in ("text", "language", "sentiment")],
        *[(name, pa.float32()) for name in ("p_negative", "p_neutral", "p_positive")],
        *[(name, pa.list_(pa.string())) for name in ("themes", "places")],
        ("story", pa.uint64()),
        *[(name, pa.uint32()) for name in ("likes", "replies", "shares")],
    ]
)
"""What an export holds: posts as a person may see them, without pseudonyms."""


def _exported(found: Sequence[tuple[dict[str, Any], _Key]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([row | _shares(row) for row, _ in found], schema=EXPORTED)
