"""Writes ``units.tsv`` anew from the open data set of ``vietnamadminunits`` (MIT): a step of maintenance, not of use.

    python -m civicbeat.enrich.places.build FOLDER      # the package's ``data`` folder

Takes the 63 provinces with their districts (the state until 30 June 2025), the 34 provinces since 1 July 2025, and for
Ho Chi Minh City with the former Bình Dương and Bà Rịa - Vũng Tàu every ward, commune and special zone of both states
and which took the place of which.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from civicbeat.enrich.phrases import fold
from civicbeat.enrich.places.naming import KINDS, slug, split

REFORM = "2025-07-01"
CITY = "Thành phố Hồ Chí Minh"
WITH_WARDS = (CITY, "Tỉnh Bình Dương", "Tỉnh Bà Rịa - Vũng Tàu")
COLUMNS = ("id", "name", "name_en", "level", "parent", "valid_from", "valid_to", "successors", "latitude", "longitude")

_ENGLISH = {"Hà Nội": "Hanoi", "Hồ Chí Minh": "Ho Chi Minh City"}
_SLUGS = {"Hồ Chí Minh": "hcm"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of ``units.tsv``."""

    id: str
    name: str
    name_en: str
    level: str
    parent: str
    valid_from: str = ""
    valid_to: str = ""
    successors: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    def cells(self) -> list[str]:
        point = [f"{value:.4f}" if value is not None else "" for value in (self.latitude, self.longitude)]
        dates = [self.valid_from, self.valid_to]
        return [self.id, self.name, self.name_en, self.level, self.parent, *dates, " ".join(self.successors), *point]


def main(folder: Path) -> None:
    """Reads the data set in ``folder`` and writes the packaged file beside this module."""
    data = sqlite3.connect(folder / "dataset.db")
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    provinces = _provinces(data, converter["DICT_PROVINCE"])
    current, keys = _current_wards(data)
    heirs = _heirs(converter, keys)
    districts, former = _former(data, provinces, heirs)
    rows = [Unit("vn", "Việt Nam", "Vietnam", "country", ""), *provinces.values(), *districts, *current, *former]
    with Path(__file__).with_name("units.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row.cells() for row in rows)


def official(name: str) -> str:
    """``name`` with its kind in sentence case: the data set writes *Thị Xã* here and *Thị xã* there."""
    return " ".join(part for part in split(name) if part)


def english(name: str) -> str:
    """The usual English name of a unit."""
    kind, own = split(name)
    if own in _ENGLISH:
        return _ENGLISH[own]
    plain = " ".join(word[:1].upper() + word[1:] for word in fold(own).split())
    if own.isdecimal():
        return f"{KINDS[kind]} {own}"
    return f"{plain} {KINDS[kind]}".strip()


def _province_id(name: str) -> str:
    own = split(name)[1]
    return f"vn.{_SLUGS.get(own) or slug(own)}"


def _provinces(data: sqlite3.Connection, merged: dict[str, list[str]]) -> dict[str, Unit]:
    """By name: the 63, of which those without a namesake among the 34 have ended."""
    olds = data.execute(
        "select distinct province, provinceKey from admin_units_legacy order by provinceCode"
    ).fetchall()
    news = {
        _province_id(name): (key, latitude, longitude)
        for name, key, latitude, longitude in data.execute(
            "select distinct province, provinceKey, provinceLat, provinceLon from admin_units"
        )
    }
    heir = {old: new_id for new_id, (key, *_) in news.items() for old in merged[key]}
    units = {}
    for name, key in olds:
        unit = Unit(_province_id(name), name, _province_english(name), "province", "vn")
        if unit.id in news:
            unit = replace(unit, latitude=news[unit.id][1], longitude=news[unit.id][2])
        else:
            unit = replace(unit, valid_to=REFORM, successors=(heir[key],))
        units[name] = unit
    return units


def _province_english(name: str) -> str:
    return _ENGLISH.get(split(name)[1]) or english(f"Tỉnh {split(name)[1]}")


def _current_wards(data: sqlite3.Connection) -> tuple[list[Unit], dict[str, str]]:
    """The city's wards since the reform, and the data set's key of each → its id."""
    query = "select ward, wardKey, wardLat, wardLon from admin_units where province = ? order by wardCode"
    wards, keys = [], {}
    for name, key, latitude, longitude in data.execute(query, (CITY,)):
        unit_id = f"vn.hcm.{slug(name)}"
        if name == "Xã Thanh An":  # its namesake but for one accent is the island commune Thạnh An
            unit_id = "vn.hcm.xa-thanh-an-dau-tieng"
        keys[key] = unit_id
        wards.append(Unit(unit_id, name, english(name), "ward", "vn.hcm", REFORM, "", (), latitude, longitude))
    return wards, keys


def _heirs(converter: dict[str, Any], keys: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Former ward (``province_district_ward``) → ids of the wards that took its place."""
    heirs: dict[str, set[str]] = {}
    for new, olds in converter["DICT_PROVINCE_WARD_NO_DIVIDED"]["thanhphohochiminh"].items():
        for old in olds:
            heirs.setdefault(old, set()).add(keys[new])
    for old, parts in converter["DICT_PROVINCE_WARD_DIVIDED"]["thanhphohochiminh"].items():
        heirs.setdefault(old, set()).update(keys[part["newWardKey"]] for part in parts)
    return {old: tuple(sorted(new)) for old, new in heirs.items()}


def _former(
    data: sqlite3.Connection, provinces: dict[str, Unit], heirs: dict[str, tuple[str, ...]]
) -> tuple[list[Unit], list[Unit]]:
    """Every district that ended with the reform, and the former wards of ``WITH_WARDS``."""
    taken = set[str]()
    districts, wards = [], list[Unit]()
    query = "select distinct province, district, provinceKey, districtKey from admin_units_legacy order by districtCode"
    for province, name, province_key, district_key in data.execute(query).fetchall():
        own = split(name)[1]
        parent = provinces[province].id
        unit_id = f"{parent}.{slug(name if own.isdecimal() else own)}"
        if unit_id in taken:
            unit_id = f"{parent}.{slug(name)}"
        taken.add(unit_id)
        district = Unit(unit_id, official(name), english(name), "district", parent, "", REFORM)
        if province in WITH_WARDS:
            own_wards = list(_wards(data, district, (province, name), heirs, f"{province_key}_{district_key}"))
            wards.extend(own_wards)
            successors = {heir for ward in own_wards for heir in ward.successors}
            successors.update(heirs.get(f"{province_key}_{district_key}_", ()))
            district = replace(district, successors=tuple(sorted(successors)))
        districts.append(district)
    return districts, wards


def _wards(
    data: sqlite3.Connection, district: Unit, key: tuple[str, str], heirs: dict[str, tuple[str, ...]], prefix: str
) -> Iterator[Unit]:
    query = "select ward, wardKey from admin_units_legacy where province = ? and district = ? order by wardCode"
    for name, ward_key in data.execute(query, key):
        if not name:
            continue
        successors = heirs[f"{prefix}_{ward_key}"]
        unit_id = f"{district.id}.{slug(name)}"
        yield Unit(unit_id, name, english(name), "ward", district.id, "", REFORM, successors)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
