"""The gazetteer: every place the program knows, by id and by name.

Files beside this one: ``units.tsv`` (administrative units, written by ``build.py``), ``landmarks.tsv``, ``streets.tsv``
and ``authored.toml`` (by hand). Ids are persistent: ``vn.PROVINCE``, ``vn.PROVINCE.DISTRICT``,
``vn.PROVINCE.DISTRICT.WARD`` for the units until 30 June 2025, ``vn.hcm.WARD`` for the wards since; the id of a ward
begins with its kind (``phuong-``, ``xa-``). A province that kept its name in 2025 kept its id.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places.naming import expanded, short_forms, slug, split
from civicbeat.records.place import Place

COUNTRY = "vn"
CITY = "vn.hcm"


def find(name: str) -> tuple[Place, ...]:
    """Every place of this name, the widest first: what ``place:"Thủ Đức"`` means to a search.

    Accents count where typed: ``Thủ Đức`` and ``thu duc`` find the same, ``Thu Đục`` nothing. A kind may stand before
    it (``phường Thủ Đức``, ``P. Thủ Đức``) and then only that kind is meant. An id finds its place.
    """
    if known := places().get(name):
        return (known,)
    found = _named(name) or _named(expanded(name))
    return tuple(sorted(found, key=lambda place: (_LEVELS.index(place.level), place.id)))


def _named(name: str) -> set[Place]:
    wanted = " ".join(name.lower().replace("-", " ").split())
    folded = fold(name)
    return {places()[place_id] for form, place_id in _by_folded().get(folded, ()) if wanted in (form, folded)}


def name(place_id: str, language: str = "vi") -> str:
    """What a person of this language (``vi`` or ``en``) calls the place; the id itself where it is not known."""
    place = places().get(place_id)
    if place is None:
        return place_id
    return place.name if language == "vi" else place.name_en


def lineage(place_id: str, day: date) -> tuple[str, ...]:
    """The place and all that held it on ``day``, below the country, nearest first.

    A unit that had ended by then also lies in the one unit that took its place (*Bình Dương* in August 2025 lies in Ho
    Chi Minh City); a parent that had not begun gives way to the one unit it was made from, or to its own parent.
    """
    chain: dict[str, None] = {}
    waiting = [place_id]
    while waiting:
        current = waiting.pop(0)
        place = places().get(current)
        if place is None or current in chain or current == COUNTRY:
            continue
        if current != place_id and place.valid_from is not None and day < place.valid_from:
            waiting.append(_made_from(current) or place.parent)
            continue
        chain[current] = None
        waiting.append(place.parent)
        if not place.valid_on(day) and len(place.successors) == 1:
            waiting.extend(place.successors)
    return tuple(chain)


@cache
def places() -> dict[str, Place]:
    """Every place by id, the country first."""
    authored = authored_names()
    begins = {place_id: date.fromisoformat(day) for place_id, day in authored["begins"].items()}
    found = {}
    for place in (*_units(), *_earlier(authored), *_landmarks(), *_streets()):
        more = [alias for part in ("aliases", "short", "hinted") for alias in authored[part].get(place.id, ())]
        begin = begins.get(place.id, place.valid_from)
        aliases = (*place.aliases, *short_forms(place.name), *more)
        found[place.id] = replace(place, aliases=aliases, valid_from=begin)
    return found


@cache
def authored_names() -> dict[str, Any]:
    """``authored.toml``."""
    return tomllib.loads((files(__package__) / "authored.toml").read_text(encoding="utf-8"))


_LEVELS = ("country", "province", "district", "ward", "street", "landmark")


@cache
def _by_folded() -> dict[str, tuple[tuple[str, str], ...]]:
    """Folded name → (name in lower case, id) of every place that bears it."""
    table: dict[str, list[tuple[str, str]]] = {}
    for place in places().values():
        for form in (place.name, split(place.name)[1], place.name_en, *place.aliases):
            spaced = " ".join(form.lower().replace("-", " ").split())
            table.setdefault(fold(form), []).append((spaced, place.id))
    return {folded: tuple(dict.fromkeys(names)) for folded, names in table.items()}


@cache
def _made_from(place_id: str) -> str:
    """The one district whose land a ward of today was made from, empty where there were several or none."""
    districts = [p.id for p in places().values() if p.level == "district" and place_id in p.successors]
    return districts[0] if len(districts) == 1 else ""


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tab-separated files, by column."""
    text = (files(__package__) / file).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t")


def _units() -> Iterator[Place]:
    for row in rows("units.tsv"):
        yield Place(
            row["id"],
            row["name"],
            row["name_en"],
            row["level"],
            row["parent"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            successors=tuple(row["successors"].split()),
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
        )


def _earlier(authored: dict[str, Any]) -> Iterator[Place]:
    for unit in authored["unit"]:
        yield Place(
            unit["id"],
            unit["name"],
            unit["name_en"],
            unit["level"],
            unit["parent"],
            valid_from=_day(unit.get("valid_from", "")),
            valid_to=_day(unit["valid_to"]),
            successors=tuple(unit["successors"]),
        )


def _landmarks() -> Iterator[Place]:
    for row in rows("landmarks.tsv"):
        place_id = f"{'.'.join(row['parent'].split('.')[:2])}.{slug(row['name'])}"
        aliases = tuple(alias for alias in row["aliases"].split(";") if alias)
        yield Place(place_id, row["name"], row["name_en"], "landmark", row["parent"], aliases)


def _streets() -> Iterator[Place]:
    for row in rows("streets.tsv"):
        full = row["name"] if row["needs"] == "nothing" else f"Đường {row['name']}"
        english = " ".join(word.capitalize() for word in fold(row["name"]).split())
        english = english if row["needs"] == "nothing" else f"{english} Street"
        aliases = tuple(alias for alias in row["aliases"].split(";") if alias)
        yield Place(f"{CITY}.{slug(full)}", full, english, "street", row["parent"], aliases)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
