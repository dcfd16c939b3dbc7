"""Rows: reads a file of a known shape row by row, in bounded memory, past everything that is broken in it.

Every reader yields ``(line, row)``: the number a person can find again, and a mapping from column to value or a
``Rejected``. A row is rejected alone; reading goes on after it wherever the format allows.
"""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.contract import Rejected
from civicbeat.sources.files.opening import Opened
from civicbeat.sources.files.shape import LARGEST_WHOLE, Shape, parquet
from civicbeat.sources.files.workbook import Workbook

Row = tuple[int, dict[str, Any] | Rejected]

LARGEST_ROW = 8 * 2**20
"""Characters of one row or one JSON item; what is larger is set aside without being held."""

PARQUET_BATCH = 2_000

csv.field_size_limit(LARGEST_ROW)


def rows(
    opened: Opened, shape: Shape, wanted: frozenset[str] | None = None, skip: int = 0, *, flat: bool = True
) -> Iterator[Row]:
    """Rows of the file after the first ``skip``; of their columns only those ``wanted`` (``None``: all).

    Objects within a JSON item become columns such as ``outer.inner``, or stay as they are where ``flat`` is false.

    Raises:
        UnreadableFile: a Parquet file, a workbook or a JSON document is damaged as a whole.
    """
    if shape.format == "parquet":
        yield from _parquet_rows(opened, wanted, skip)
        return
    want = Want(wanted, flat=flat)
    found = _sheet_rows(opened, shape, want) if shape.format == "xlsx" else _text_rows(opened, shape, want)
    yield from islice(found, skip, None)


@dataclass(frozen=True, slots=True)
class Want:
    """What is wanted of a row: its ``columns`` (``None``: all), and whether objects within it are made ``flat``."""

    columns: frozenset[str] | None
    flat: bool = True

    def places(self, shape: Shape) -> list[tuple[int, str]]:
        """Places and names of the columns of a table that are wanted."""
        return [(n, name) for n, name in enumerate(shape.columns) if self.columns is None or name in self.columns]


def _text_rows(opened: Opened, shape: Shape, want: Want) -> Iterator[Row]:
    errors = (
        "replace" if shape.encoding.startswith(("utf-", "utf_")) and shape.encoding[4:5] in "13" else "surrogateescape"
    )
    text = io.TextIOWrapper(opened.plain, shape.encoding, errors, newline="")
    lines = _Lines(text)
    read = {"csv": _csv_rows, "jsonl": _json_lines, "json": _json_array, "document": _json_document}[shape.format]
    yield from read(lines, shape, want)
    if opened.cut and shape.format != "json":
        detail = "The file is cut or damaged here; nothing after this line could be read."
        yield lines.number, Rejected(f"row {lines.number}", "file-cut", detail)


class _Lines:
    """Lines of a text, none longer than ``LARGEST_ROW``, that can be put back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self.overlong = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._read()
        if not line:
            raise StopIteration
        if len(line) >= LARGEST_ROW and not line.endswith("\n"):
            self._skip_line()
            self.overlong = True
            line = "\n"
        self.number += 1
        self.taken.append(line)
        return line

    def begin(self) -> None:
        """A record begins with the next line."""
        self.taken = []
        self.overlong = False

    def put_back_all_but_first(self) -> None:
        """The lines of the record under way, except its first, are read again as records of their own."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken = []

    def chunk(self, size: int) -> str:
        """Up to ``size`` characters, whatever lines they are."""
        return self._text.read(size)

    def _skip_line(self) -> None:
        while (part := self._read()) and not part.endswith(("\n", "\r")):
            pass

    def _read(self) -> str:
        return self._text.readline(LARGEST_ROW)


def _sheet_rows(opened: Opened, shape: Shape, want: Want) -> Iterator[Row]:
    places = want.places(shape)
    first = shape.preamble + shape.header
    number = first
    try:
        for number, cells in Workbook(opened).rows(shape.sheet):  # told when the sheet breaks off
            if number > first:
                yield number, {name: cells.get(n) for n, name in places} if cells else _overlong(number)
    except EOFError:
        detail = "The sheet is cut or damaged here; nothing after this row could be read."
        yield number + 1, Rejected(f"row {number + 1}", "file-cut", detail)


def _csv_rows(lines: _Lines, shape: Shape, want: Want) -> Iterator[Row]:
    width = len(shape.columns)
    places = want.places(shape)
    for _ in range(shape.preamble):
        next(lines, None)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if shape.quoted else csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=shape.delimiter, quoting=quoting)
    if shape.header:
        next(reader, None)
    while True:
        lines.begin()
        line = lines.number + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            yield line, _misshapen(lines, line, 0, width)
            reader = csv.reader(lines, delimiter=shape.delimiter, quoting=quoting)
            continue
        if cells is None:
            return
        if lines.overlong:
            yield line, _overlong(line)
        elif len(cells) == width and not (shape.quoted and _swallowed(lines)):
            yield line, {name: cells[n] for n, name in places}
        elif cells:
            yield line, _misshapen(lines, line, len(cells), width)


def _overlong(line: int) -> Rejected:
    return Rejected(f"row {line}", "row-too-long", f"The row has more than {LARGEST_ROW:,} characters.")


def _swallowed(lines: _Lines) -> bool:
    """Whether a record of the right width that runs to the file's end does so because its quote never closed."""
    if len(lines.taken) < 2:
        return False
    return sum(line.count('"') for line in lines.taken) % 2 == 1


def _misshapen(lines: _Lines, line: int, found: int, width: int) -> Rejected:
    if len(lines.taken) > 1:
        lines.put_back_all_but_first()
        return Rejected(f"row {line}", "open-quote", "A quotation mark on this line is not closed where it should be.")
    return Rejected(f"row {line}", "wrong-columns", f"The row has {found} columns instead of {width}.")


def _json_lines(lines: _Lines, _shape: Shape, want: Want) -> Iterator[Row]:
    for line in lines:
        number, overlong = lines.number, lines.overlong
        lines.begin()
        if overlong:
            yield number, _overlong(number)
        elif line.strip("\ufeff \t\r\n"):
            yield number, _item(line, number, want)


def _item(text: str, number: int, want: Want) -> dict[str, Any] | Rejected:
    try:
        value = orjson.loads(text.strip("\ufeff \t\r\n,"))
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return Rejected(f"row {number}", "not-json", "The line is not one complete JSON object.")
    return _taken(value, number, want)


def _taken(value: object, number: int, want: Want) -> dict[str, Any] | Rejected:
    """One level of nested objects becomes ``outer.inner``, two levels ``a.b.c``; deeper ones are left out."""
    if not isinstance(value, dict):
        return Rejected(f"row {number}", "not-json", "The line is not a JSON object.")
    if want.flat and any(type(inner) is dict for inner in value.values()):
        value = dict(_pairs(value, "", 3))
    return value if want.columns is None else {name: inner for name, inner in value.items() if name in want.columns}


def _pairs(value: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            if depth > 1:
                yield from _pairs(inner, f"{before}{name}.", depth - 1)
        else:
            yield f"{before}{name}", inner


def _json_array(lines: _Lines, _shape: Shape, want: Want) -> Iterator[Row]:
    """Items of one array, read piece by piece; ``line`` counts the items."""
    decoder = json.JSONDecoder(strict=False)
    buffer = lines.chunk(2**16).partition("[")[2]  # an archive of X names a variable before it
    number = 0
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        found = _next_item(decoder, buffer)
        if found is None:
            more = lines.chunk(max(2**16, len(buffer))) if len(buffer) < LARGEST_ROW else ""
            if not more:
                break
            buffer += more
            continue
        value, end = found
        number += 1
        yield number, _taken(value, number, want)
        buffer = buffer[end:] if end < len(buffer) else lines.chunk(2**16)
    where = f"row {number + 1}"
    yield number + 1, Rejected(where, "file-cut", "The JSON array is broken here; nothing after it could be read.")


def _next_item(decoder: json.JSONDecoder, buffer: str) -> tuple[object, int] | None:
    try:
        value, end = decoder.raw_decode(buffer)
    except (ValueError, RecursionError):
        return None
    return (value, end) if end < len(buffer) or isinstance(value, dict | list) else None


def _json_document(lines: _Lines, _shape: Shape, want: Want) -> Iterator[Row]:
    """The largest array of objects inside one object, for example ``{"data": [...]}``."""
    whole = lines.chunk(LARGEST_WHOLE)
    try:
        arrays = list(_arrays(json.loads(whole), 3))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            "The JSON document is not complete or larger than 256 MiB.", do="Write it as JSON lines, one object a line."
        ) from error
    if not arrays:
        raise UnreadableFile(
            "The JSON document holds no list of posts.", do="Write it as JSON lines, one object a line."
        )
    for number, value in enumerate(_longest(arrays), 1):
        yield number, _taken(value, number, want)


def _longest(arrays: list[list[Any]]) -> list[Any]:
    return max(arrays, key=len)


def _arrays(value: object, depth: int) -> Iterator[list[Any]]:
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield value
    elif isinstance(value, dict) and depth:
        for inner in value.values():
            yield from _arrays(inner, depth - 1)


def _parquet_rows(opened: Opened, wanted: frozenset[str] | None, skip: int) -> Iterator[Row]:
    file = parquet(opened)
    names = [name for name in file.schema_arrow.names if wanted is None or name in wanted]
    first = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if first + size > skip:
            yield from _group_rows(file, group, names, first, skip)
        first += size


def _group_rows(file: Any, group: int, names: list[str], first: int, skip: int) -> Iterator[Row]:
    number = first
    last = first + file.metadata.row_group(group).num_rows
    try:
        for batch in file.iter_batches(PARQUET_BATCH, row_groups=[group], columns=names):
            columns = [_values(column) for column in batch.columns]
            for values in zip(*columns, strict=True):
                number += 1
                if number > skip:
                    yield number, dict(zip(batch.schema.names, values, strict=True))
    except (pa.ArrowException, OSError):
        detail = f"Rows {number + 1} to {last} are damaged and could not be read."
        for lost in range(max(number, skip) + 1, last + 1):
            yield lost, Rejected(f"row {lost}", "file-damaged", detail)


def _values(column: Any) -> list[Any]:
    """Values of an Arrow column as Python's; timestamps as aware or naive datetimes of microseconds."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        column = _as_text(column)
    elif pa.types.is_dictionary(kind):
        column = pc.cast(column, kind.value_type)
    return list(column.to_pylist())


def _as_text(column: Any) -> Any:
    try:
        return column.cast(pa.large_string())
    except pa.ArrowInvalid:
        return column
