"""Shape: what a file is: its format, its encoding, its columns; found from its beginning without reading it all."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.files import dates
from civicbeat.sources.files.encodings import encoding_of
from civicbeat.sources.files.opening import File, Opened
from civicbeat.sources.files.words import NAMES, plain
from civicbeat.sources.files.workbook import Workbook

BEGINNING = 512 * 1024
FIRST_ROWS = 30
_NEARLY = 0.6
LARGEST_WHOLE = 256 * 2**20
"""Only a Parquet file inside another packing, and a JSON document that is one object, must be held whole."""

_DELIMITERS = (",", ";", "\t", "|")
_NOT_TEXT = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"PK\x03\x04": "a packed file inside another",
}
_KNOWN_NAMES = frozenset(name for names in NAMES.values() for name in names)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file is.

    Attributes:
        format: ``csv``, ``jsonl``, ``json`` (an array), ``document`` (one object around an array), ``parquet`` or
            ``xlsx``.
        encoding: Python's name of the encoding; empty for Parquet and workbooks.
        delimiter: between columns, for CSV.
        columns: names of the columns; for JSON those that the beginning shows.
        header: whether the first line of a CSV names the columns.
        rows: how many rows there are, where the format says so (Parquet); else 0.
        preamble: lines of a CSV, or rows of a sheet, before the one that names the columns.
        quoted: whether quotation marks hold a CSV's values together; where not, they are letters like any other.
        sheet: name of the sheet that is read, and ``sheets`` all that hold rows; empty but for workbooks.
    """

    format: str
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    header: bool = True
    rows: int = 0
    preamble: int = 0
    quoted: bool = True
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def shape_of(file: File, sheet: str = "") -> Shape:
    """Looks at the beginning of ``file``; of a workbook at that of ``sheet``, or of its first sheet that holds rows.

    Raises:
        UnreadableFile: it is empty, damaged, not text, or of no known format.
    """
    with Opened(file) as opened:
        if opened.workbook:
            return _sheet_shape(Workbook(opened), sheet)
        beginning = read_up_to(opened.plain, BEGINNING)
        if not beginning:
            raise UnreadableFile(
                "The packed file is damaged from its start or holds nothing.", do="Copy or download it again."
            )
        if beginning.startswith(b"PAR1"):
            found = parquet(opened, beginning)
            return Shape("parquet", columns=tuple(found.schema_arrow.names), rows=found.metadata.num_rows)
    for magic, what in _NOT_TEXT.items():
        if beginning.startswith(magic):
            raise UnreadableFile(
                f"This is {what}, not a table of posts.", do="Export the posts as CSV, JSON or Parquet."
            )
    return _text_shape(beginning)


def read_up_to(stream: Any, size: int) -> bytes:
    """The first ``size`` bytes of a stream, or fewer where it ends."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def parquet(opened: Opened, beginning: bytes = b"") -> pq.ParquetFile:
    """The Parquet file in an opened stream; inside another packing it is held in memory."""
    try:
        if opened.plain.seekable():
            opened.plain.seek(0)
            return pq.ParquetFile(opened.plain)
        whole = beginning + read_up_to(opened.plain, LARGEST_WHOLE - len(beginning))
        return pq.ParquetFile(pa.BufferReader(whole))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(
            "The Parquet file is damaged or not complete.", do="Copy or write it again; its end is missing or wrong."
        ) from error


def _text_shape(beginning: bytes) -> Shape:
    encoding = encoding_of(beginning)
    text = beginning.decode(encoding, "replace")
    controls = sum(character < " " and character not in "\t\r\n\f\0" for character in text[:4096])
    if controls > len(text[:4096]) * 0.05 or text[:4096].count("\0") > len(text[:4096]) * 0.3:
        raise UnreadableFile("The file is not text.", do="Give CSV, TSV, JSON, JSON lines or Parquet.")
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise UnreadableFile("The file holds nothing but blanks.", do="Choose a file that holds posts.")
    if start[0] in "[{":
        return _json_shape(start, encoding)
    return _csv_shape(text.lstrip("\ufeff"), encoding, whole=len(beginning) < BEGINNING)


def _json_shape(start: str, encoding: str) -> Shape:
    if start[0] == "[":
        return Shape("json", encoding)
    first_line = start.split("\n", 1)[0]
    try:
        first: object = json.loads(first_line)
    except ValueError:
        opens = first_line.rstrip().endswith(("{", "[", ",")) or "\n" not in start
        spread = first_line.strip() == "{" or ":[" in first_line.replace(" ", "")
        return Shape("document" if opens and spread else "jsonl", encoding)
    alone = "\n" not in start.rstrip()
    values = list(first.values()) if isinstance(first, dict) else []
    holds_rows = any(isinstance(value, list) and value and isinstance(value[0], dict) for value in values)
    return Shape("document" if alone and holds_rows else "jsonl", encoding)


def _csv_shape(text: str, encoding: str, *, whole: bool) -> Shape:
    sample = text if whole else text[: text.rfind("\n") + 1] or text
    counts = {delimiter: _widths(sample, delimiter) for delimiter in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda d: _evenness(counts[d]))
    first: list[str] = next(_records(sample, delimiter), [])
    if not any(cell.strip() for cell in first):
        raise UnreadableFile("The first line of the file is blank.", do="Start the file with the names of its columns.")
    header = _names_columns(first)
    names = [cell.strip() for cell in first] if header else [""] * len(first)
    return Shape("csv", encoding, delimiter, _distinct(names), header)


def _sheet_shape(book: Workbook, sheet: str) -> Shape:
    """The columns are named by the first row that is nearly as full as the fullest: titles above a table are short."""
    names = book.sheets()
    chosen = sheet or next((name for name in names if book.first(name, 1)), "")
    first = book.first(chosen, FIRST_ROWS) if chosen in names else []
    if not first:
        raise UnreadableFile(
            "The workbook has no sheet of that name with rows." if sheet else "The workbook holds no rows.",
            do=f"Its sheets are: {', '.join(names[:20])}." if sheet else "Choose a file that holds posts.",
        )
    fullest = max(len(cells) for _, cells in first)
    number, cells = next((number, cells) for number, cells in first if len(cells) >= fullest * _NEARLY)
    texts = [str(cells.get(place, "")).strip() for place in range(max(cells, default=0) + 1)]
    header = _names_columns(texts)
    columns = _distinct(texts if header else [""] * len(texts))
    others = tuple(name for name in names if name == chosen or book.first(name, 1))
    return Shape("xlsx", columns=columns, header=header, preamble=number - 1, sheet=chosen, sheets=others)


def _records(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _widths(sample: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in _records(sample, delimiter):
            widths.append(len(row))
            if len(widths) == 200:
                break
    except csv.Error:
        pass  # the rows before the fault still tell
    return [width for width in widths if width]


def _evenness(widths: list[int]) -> float:
    """How many rows are as wide as the first, times how wide it is; one column is never preferred to several."""
    if not widths or widths[0] < 2:
        return 0.0
    alike = sum(width == widths[0] for width in widths) / len(widths)
    return alike**3 * (1 + min(widths[0], 10) / 100)


def _names_columns(first: list[str]) -> bool:
    """A first line names columns unless it holds what only values look like."""
    cells = [cell.strip() for cell in first if cell.strip()]
    if any(plain(cell) in _KNOWN_NAMES for cell in cells):
        return True
    return not any(
        len(cell) > 60 or cell.startswith("http") or _is_number(cell) or dates.guess_form([cell], "UTC")
        for cell in cells
    )


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdecimal()


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names as given; blank and repeated ones are told apart by their place."""
    seen: set[str] = set()
    result = []
    for number, name in enumerate(names, 1):
        unique = name if name and name not in seen else f"{name or 'column'} {number}"
        seen.add(unique)
        result.append(unique)
    return tuple(result)
