"""The names the matcher looks for: every form a place may be written in, and what each form needs to count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from civicbeat.enrich.phrases import Finder, Phrase, fold
from civicbeat.enrich.places.gazetteer import authored_names, places, rows
from civicbeat.enrich.places.naming import split
from civicbeat.records.place import Place


class Needs(IntEnum):
    """What must stand beside a name before it means the place."""

    NOTHING = 0
    VIETNAMESE = 1
    """An abbreviation: capitals or a word such as "ở", in Vietnamese text."""
    HINT = 2
    """Its kind, or a word such as "ở" before a name in capitals, or a wider place close by."""
    KIND = 3
    """Its kind before it (*phường An Phú*), or a wider place close by."""
    STREET = 4
    """The word for a street, or a word such as "ở"."""
    CITY = 5
    """For a street its word, for all the city or a part of it in the same post."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean. ``kind`` is in lower case, empty where the name holds it or there is none."""

    place: Place
    kind: str
    needs: Needs


@dataclass(frozen=True, slots=True)
class Name:
    """A written form and the places it may mean; none where the form is known to be no place."""

    form: str
    candidates: tuple[Candidate, ...]
    personal: bool = False
    accented: bool = False


@cache
def names() -> tuple[tuple[Name, ...], Finder]:
    """Every form, and the automaton that finds them; built once per process, at the first batch."""
    table: dict[str, dict[str, Candidate]] = {}
    for form, candidate in _forms():
        seen = table.setdefault(form, {})
        known = seen.get(candidate.place.id)
        if known is None or candidate.needs < known.needs:
            seen[candidate.place.id] = candidate
    authored = authored_names()
    personal = {_spaced(name) for name in authored["bare"]["personal"]}
    accented = {_spaced(name) for name in authored["bare"]["accented"]}
    found = [Name(form, tuple(seen.values()), form in personal, form in accented) for form, seen in table.items()]
    found.extend(Name(_spaced(form), ()) for form in authored["none"]["phrases"])
    return tuple(found), Finder([Phrase(name.form, plain=" " in name.form) for name in found])


def _forms() -> Iterator[tuple[str, Candidate]]:
    authored = authored_names()
    files = ("streets.tsv", "landmarks.tsv")
    needs = {row["name"]: Needs[row["needs"].upper()] for file in files for row in rows(file)}
    for place in places().values():
        if place.level in ("street", "landmark"):
            yield from _named_whole(place, needs)
        elif place.level != "country":
            yield from _unit_forms(place, _alone(place, authored["bare"]))
        for section, need in _SECTIONS:
            for alias in authored[section].get(place.id, ()):
                yield _spaced(alias), Candidate(place, "", need)


_SECTIONS = (("aliases", Needs.NOTHING), ("short", Needs.VIETNAMESE), ("hinted", Needs.HINT))


def _alone(place: Place, bare: dict[str, list[str]]) -> Needs:
    """What a unit's own name needs without its kind."""
    if place.id in bare["shy"]:
        return Needs.HINT
    return Needs.NOTHING if place.level == "province" or place.id in bare["sure"] else Needs.KIND


def _named_whole(place: Place, needs: dict[str, Needs]) -> Iterator[tuple[str, Candidate]]:
    """Landmarks bear their kind in their name; a street's own name is found and its kind looked for beside it."""
    if place.level == "landmark":
        for form in (place.name, *place.aliases):
            yield _spaced(form), Candidate(place, "", needs[place.name])
    else:
        own = split(place.name)[1]
        for form in (own, *place.aliases):
            yield _spaced(form), Candidate(place, "đường", needs[own])


def _unit_forms(place: Place, alone: Needs) -> Iterator[tuple[str, Candidate]]:
    kind, own = split(place.name)
    if own.isdecimal():
        for form in _numbered(kind, own):
            short = len(form.rstrip("0123456789").strip(" .")) == 1
            needs = Needs.VIETNAMESE if short else Needs.NOTHING
            yield form, Candidate(place, "", needs if kind == "Quận" else Needs.KIND)
    else:
        yield _spaced(own), Candidate(place, kind.lower(), alone)


_NUMBERED = {
    "Quận": ("quận {}", "quận{}", "q{}", "q.{}", "q. {}", "q {}", "district {}", "dist {}", "dist. {}", "dist.{}"),
    "Phường": ("phường {}", "phường{}", "p{}", "p.{}", "p. {}", "f{}", "f.{}", "f. {}", "ward {}"),
}


def _numbered(kind: str, number: str) -> Iterator[str]:
    """The forms of *Quận 1* and *Phường 12*; people also write *P.05* and, without accents, *quan1*."""
    for pattern in _NUMBERED[kind]:
        for written in {number, number.zfill(2)}:
            form = pattern.format(written)
            yield form
            if " " not in form and not form.isascii():
                yield fold(form)


def _spaced(form: str) -> str:
    return " ".join(form.lower().replace("-", " ").split())
