"""Mappings that people saved, found again by name or by the columns of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.turns import alone
from civicbeat.listen.models import SavedMapping
from civicbeat.records.errors import BadMapping
from civicbeat.sources.files.mapping import Mapping, from_plain, to_plain


def keep(name: str, columns: Iterable[str], mapping: Mapping, person: Account | None = None) -> SavedMapping:
    """Saves a mapping for files with these columns; under a name that such files have already it is replaced.

    Raises:
        BadMapping: the name is that of a mapping for other columns.
    """
    given = _as_set(columns)
    # a day and a sheet belong to one file
    values = to_plain(replace(mapping, published=None, sheet=""))
    with alone("mappings"):
        taken = SavedMapping.objects.filter(name=name).first()
        if taken is not None and taken.columns != given:
            raise BadMapping(
                f"“{name}” is saved for a file with other columns.", do="Choose another name for this one."
            )
        saved, _ = SavedMapping.objects.update_or_create(
            name=name, defaults={"columns": given, "mapping": values, "created_by": person}
        )
    return saved


def fitting(columns: Iterable[str]) -> list[SavedMapping]:
    """The mappings that were saved for a file with exactly these columns, the newest first."""
    return list(SavedMapping.objects.filter(columns=_as_set(columns)))


def named(name: str) -> Mapping:
    """The mapping that was saved under ``name``.

    Raises:
        BadMapping: none was.
    """
    saved = SavedMapping.objects.filter(name=name).first()
    if saved is None:
        known = ", ".join(SavedMapping.objects.values_list("name", flat=True)[:20])
        raise BadMapping(
            f"There is no saved mapping named {name}.",
            do=f"Saved are: {known}." if known else "Save one in the console, or give a mapping file.",
        )
    return mapping_of(saved)


def mapping_of(saved: SavedMapping) -> Mapping:
    """The mapping itself."""
    return from_plain(saved.mapping)


def _as_set(columns: Iterable[str]) -> list[str]:
    return sorted(set(columns))
