"""Part: one table of the register: what it is about, its columns and its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from civicbeat.portal.register.values import Both, Value

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its ``key`` for programs, its ``title`` for people.

    ``both`` says that it holds words in both languages, ``wide`` that they are many, ``quiet`` that a page leaves it
    out of what is told once where there is nothing.
    """

    key: str
    title: Promise
    both: bool = False
    wide: bool = False
    quiet: bool = False


def _no_facts() -> Sequence[Both]:
    return ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the register.

    Attributes:
        slug: its name in addresses; it never changes.
        title, lead: what it is, and what a reader should know, in a sentence or two.
        columns: in the order in which they are read; the first names the row.
        rows: made anew from the running system each time.
        brief: how it stands, in a few words, cheaply told.
        facts: sentences that stand above the rows.
        told_once: how many of the first columns are told once for all rows that have them alike; the rest is a table.
        anchor: key of the column whose value names a place in the page that other pages lead to; empty for none.
    """

    slug: str
    title: Promise
    lead: Promise
    columns: tuple[Column, ...]
    rows: Callable[[], Sequence[Row]]
    brief: Callable[[], Both]
    facts: Callable[[], Sequence[Both]] = _no_facts
    told_once: int = 0
    anchor: str = ""
