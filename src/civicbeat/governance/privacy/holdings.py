"""Holdings: every column of both stores with what it holds, how it leaves and when, in the words of both languages.

What is written stands in ``holdings.toml``. A column that is not there, or is there twice, fails a test: whoever adds
one says first how it is erased.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WRITTEN = Path(__file__).with_name("holdings.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Vietnamese and English."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Some columns of one table.

    Attributes:
        table: of the post store its name; of the records store ``app.Model``.
        columns: their names.
        kind: what they hold of a person, a key of ``Held.kinds``.
        leaves: how that leaves, a key of ``Held.leaves``.
        term: when, a key of ``Held.terms``.
        what: what they are.
    """

    table: str
    columns: tuple[str, ...]
    kind: str
    leaves: str
    term: str
    what: Words

    @property
    def of_posts(self) -> bool:
        """Whether it is a table of the post store."""
        return "." not in self.table

    @property
    def of_people(self) -> bool:
        """Whether it says something of a person."""
        return self.kind not in ("nothing", "counts")


@dataclass(frozen=True, slots=True)
class Files:
    """Files of the installation's folder: what their paths there may be, as ``fnmatch`` reads them, and what they are.

    Those outside of the folder have no path.
    """

    paths: tuple[str, ...]
    what: Words


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held.

    Attributes:
        holdings: of both stores.
        files: of the installation's folder.
        outside: copies that people make.
        kinds, leaves, terms: the words of each key.
    """

    holdings: tuple[Holding, ...]
    files: tuple[Files, ...]
    outside: tuple[Files, ...]
    kinds: dict[str, Words]
    leaves: dict[str, Words]
    terms: dict[str, Words]


@cache
def held() -> Held:
    """What this program holds, and how it leaves."""
    read = tomllib.loads(WRITTEN.read_text(encoding="utf-8"))
    kinds, leaves, terms = (
        {key: Words(**words) for key, words in read[part].items()} for part in ("kinds", "leaves", "terms")
    )
    holdings = tuple(
        Holding(one["table"], tuple(one["columns"]), one["kind"], one["leaves"], one["term"], Words(**one["what"]))
        for one in read["holdings"]
    )
    files, outside = (
        tuple(Files(tuple(one.get("paths", ())), Words(**one["what"])) for one in read[part])
        for part in ("files", "outside")
    )
    return Held(holdings, files, outside, kinds, leaves, terms)
