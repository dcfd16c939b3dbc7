"""Resting: what rests on which model, and what is left of it while that model is switched off.

The only road to what a model said leads through the store, so this is where a switch works: whatever a page, an
operation, a command or a method asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pyarrow as pa

from civicbeat.records.switched_off import SwitchedOff
from civicbeat.store.answer import SeenPost
from civicbeat.store.clauses import Clause, InField, somewhere
from civicbeat.store.parse import parse
from civicbeat.store.question import Filter, Group, Look, Question
from civicbeat.store.rising import Rising

MODELS: Mapping[Group, str] = {
    Group.LANGUAGE: "language",
    Group.SENTIMENT: "sentiment",
    Group.THEME: "themes",
    Group.PLACE: "places",
}
"""By group, the model that says in which of its values a post is."""
FIELDS: Mapping[str, str] = {"lang": "language", "sentiment": "sentiment", "theme": "themes", "place": "places"}
"""By field of a query."""
BEHIND_RISING: Mapping[Rising, str] = {Rising.THEME: "themes", Rising.PLACE: "places"}
COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "language": {"language": ""},
    "sentiment": {"sentiment": "", "p_negative": 0.0, "p_neutral": 0.0, "p_positive": 0.0},
    "themes": {"themes": ()},
    "places": {"places": ()},
}
"""By model, its labels on a post, with what stands in their place when it is not asked: nothing."""

Silenced = Mapping[str, SwitchedOff]
Posts = TypeVar("Posts", pa.RecordBatch, pa.Table)


def must_tell(asked: Question | Look, off: Silenced) -> None:
    """Nothing while every model that ``asked`` rests on speaks.

    Raises:
        BadQuery: its query cannot be understood.
        ModelSwitchedOff: one does not.
    """
    for model in sorted(behind(asked)):
        refuse(off, model)


def refuse(off: Silenced, model: str | None) -> None:
    """Nothing unless ``model`` is off.

    Raises:
        ModelSwitchedOff: it is.
    """
    if model is not None and model in off:
        raise off[model].refusal()


def unlabelled(post: SeenPost, off: Silenced) -> SeenPost:
    """The post without what models said that are off."""
    blank = {column: value for model in off for column, value in COLUMNS.get(model, {}).items()}
    return replace(post, **blank) if blank else post


def emptied(posts: Posts, off: Silenced) -> Posts:
    """Rows whose columns of models that are off hold nothing: it is missing, which is not *unclear*."""
    for column in (column for model in off for column in COLUMNS.get(model, {})):
        place = posts.schema.get_field_index(column)
        if place >= 0:
            field = posts.schema.field(place)
            posts = posts.set_column(place, field, pa.nulls(posts.num_rows, field.type))
    return posts


def behind(asked: Question | Look) -> frozenset[str]:
    """The models that ``asked`` rests on: by what it splits, filters and queries.

    Raises:
        BadQuery: its query cannot be understood.
    """
    split = asked.by if isinstance(asked, Question) else ()
    return behind_posts(asked.query, asked.filters) | {MODELS[group] for group in split if group in MODELS}


def behind_posts(query: str, filters: Iterable[Filter]) -> frozenset[str]:
    """The models by which a query and filters choose posts.

    Raises:
        BadQuery: the query cannot be understood.
    """
    clause = parse(query)
    fields = {model for field, model in FIELDS.items() if _in_field(clause, field)}
    return frozenset(fields | {MODELS[each.group] for each in filters if each.group in MODELS})


def _in_field(clause: Clause, field: str) -> bool:
    return somewhere(clause, lambda one: isinstance(one, InField) and one.field == field)
