"""Written: a part of the register for programs, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from civicbeat.listen.exports import csv_lines
from civicbeat.portal.register.part import Column, Part, Row
from civicbeat.portal.register.values import both, cells, plain


def as_json(part: Part) -> dict[str, object]:
    """The part with its columns and rows; the same keys as in CSV, words in both languages as ``{"vi", "en"}``."""
    return {
        "part": part.slug,
        "title": plain(both(part.title)),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "facts": [plain(fact) for fact in part.facts()],
        "columns": {column.key: plain(both(column.title)) for column in part.columns},
        "rows": rows(part),
    }


def rows(part: Part) -> list[dict[str, object]]:
    """The rows alone."""
    return [{column.key: plain(row[column.key]) for column in part.columns} for row in part.rows()]


def as_csv(part: Part) -> Iterator[bytes]:
    """The rows as lines of CSV; a column of words is two, ``…_vi`` and ``…_en``."""
    found = [dict(_cells(part.columns, row)) for row in part.rows()]
    names = [name for column in part.columns for name, _ in cells(column.key, "", in_both=column.both)]
    schema = pa.schema([(name, pa.string()) for name in names])
    return csv_lines([pa.RecordBatch.from_pylist(found, schema=schema)])


def _cells(columns: Sequence[Column], row: Row) -> Iterator[tuple[str, str]]:
    for column in columns:
        yield from cells(column.key, row[column.key], in_both=column.both)
