"""Cells: counts the groups of a question, and whether enough people are behind each.

Who spoke is the dearest thing to read, and most groups have enough people in the newest month alone: that month is
asked first, and the whole period only for the groups that it leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from civicbeat.store.bound import Binder
from civicbeat.store.clauses import places_words
from civicbeat.store.client import Clients
from civicbeat.store.expand import Expander
from civicbeat.store.parse import parse
from civicbeat.store.pieces import Months, Piece, pieces
from civicbeat.store.protect import DOUBT, Cell
from civicbeat.store.question import Filter, Group, Metric, Question
from civicbeat.store.sql import TIME, statement
from civicbeat.store.where import holds

Keys = tuple[object, ...]

UNKNOWN = 1
"""The people of a group whose posts were erased between two statements: it is hidden."""
FEW = 500_000
"""Rows of which reading people as well takes less time than another statement."""
FEW_A_MONTH = 50
"""With fewer posts a month than this, the newest month seldom settles anything."""


def cells(clients: Clients, months: Months, question: Question) -> list[Cell]:
    """The groups of ``question`` that have posts, the largest first, not yet safe to show.

    Raises:
        BadQuery: its query cannot be understood.
        QueryTooExpensive: it took too long.
    """
    counter = _Counter(clients, months, Expander(clients))
    if _at_once(question, months):
        rows = counter.rows(question, figures=True, crowd=True)
        crowds = {_keys(question, row): row["people"] for row in rows}
    else:
        rows = counter.rows(question, figures=True, crowd=False)
        crowds = counter.crowds(question, {_keys(question, row): row["posts"] for row in rows})
    metrics = [metric.value for metric in question.metrics]
    return [_cell(keys, row, crowds.get(keys, UNKNOWN), metrics) for row in rows for keys in [_keys(question, row)]]


def _at_once(question: Question, months: Months) -> bool:
    """Whether one statement is cheaper.

    It is where people are counted anyway, where each month or phrase would be looked up twice, and where there is so
    little to read that the statement itself costs more.
    """
    timed = any(group in TIME for group in question.by)
    looked_up = timed or places_words(parse(question.query))
    return Metric.PEOPLE in question.metrics or looked_up or months.size(question.period) < FEW


@dataclass(frozen=True, slots=True)
class _Counter:
    clients: Clients
    months: Months
    expand: Expander

    def rows(
        self, question: Question, *, figures: bool, crowd: bool, only: int | None = None
    ) -> Sequence[dict[str, Any]]:
        """The groups that have posts; with ``only``, of that month."""
        bind = Binder()
        held = holds(parse(question.query), question.filters, bind, self.expand)
        parts = pieces(question.period, self.months, bind, only)
        parts = tuple(Piece(part.table, f"{part.condition} AND {held}") for part in parts)
        table = self.clients.arrow(statement(question, parts, figures=figures, crowd=crowd), bind.values)
        return [row for row in table.to_pylist() if row["posts"]]

    def crowds(self, question: Question, posts: dict[Keys, int]) -> dict[Keys, int]:
        """How many people are behind each group in its busiest month, or at least in the newest if they are enough."""
        if question.by == (Group.STORY,):
            question = _narrowed(question, list(posts))
        found: dict[Keys, int] = {}
        newest = self.months.newest(question.period)
        if newest is not None and max(posts.values(), default=0) > FEW_A_MONTH * len(self.months.earliest):
            near = self._crowds(question, only=newest)
            found = {keys: crowd for keys, crowd in near.items() if crowd >= question.scope.k + DOUBT}
        left = [keys for keys in posts if keys not in found]
        far = self._crowds(_narrowed(question, left)) if left else {}
        return found | {keys: far[keys] for keys in left if keys in far}

    def _crowds(self, question: Question, only: int | None = None) -> dict[Keys, int]:
        rows = self.rows(question, figures=False, crowd=True, only=only)
        return {_keys(question, row): row["people"] for row in rows}


def _narrowed(question: Question, left: Sequence[Keys]) -> Question:
    """The question about the groups that are left, where one filter says which."""
    if len(question.by) != 1:
        return question
    return replace(question, filters=(*question.filters, Filter(question.by[0], tuple(str(keys[0]) for keys in left))))


def _keys(question: Question, row: dict[str, Any]) -> Keys:
    return tuple(row[f"g{n}"] for n in range(len(question.by)))


def _cell(keys: Keys, row: dict[str, Any], people: int, metrics: Sequence[str]) -> Cell:
    figures = {name: int(row[name]) for name in metrics}
    return Cell(keys, row["posts"], people, row["fingerprint"], figures, row.get("top", 1))
