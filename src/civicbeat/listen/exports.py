"""Exports: posts as a file that other programs open: CSV, Parquet or XLSX.

Cells of CSV and XLSX never start a formula: a text that begins with ``=``, ``+``, ``-``, ``@``, tab or carriage return
is led by an apostrophe (CSV) or written as a text cell (XLSX), as OWASP advises against CSV injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from civicbeat.records.errors import InputError
from civicbeat.records.period import CITY_ZONE

FORMS = ("csv", "parquet", "xlsx")
MOST_ROWS_XLSX = 1_048_575
"""A worksheet holds 2²⁰ rows, one of them the header."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(batches: Iterable[pa.RecordBatch], form: str, file: BinaryIO, zone: str = CITY_ZONE) -> int:
    """Writes the batches to ``file`` and gives the number of rows; times are those of ``zone``.

    Raises:
        InputError: ``form`` is not one of ``FORMS``, or there are more rows than a worksheet holds.
    """
    if form not in _WRITERS:
        raise InputError(f"{form} is not a form of export.", do=f"Choose one of {', '.join(FORMS)}.")
    return _WRITERS[form](batches, file, zone)


def csv_lines(batches: Iterable[pa.RecordBatch], zone: str = CITY_ZONE) -> Iterator[bytes]:
    """The CSV (RFC 4180, UTF-8 with byte-order mark so that spreadsheets read Vietnamese) in chunks, one a batch."""
    lead = "\ufeff"
    header: list[str] | None = None
    for batch in batches:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        if header is None:
            header = batch.schema.names
            writer.writerow(header)
        writer.writerows([_safe(cell) for cell in row] for row in _rows(batch, zone))
        yield (lead + text.getvalue()).encode()
        lead = ""


def _write_csv(batches: Iterable[pa.RecordBatch], file: BinaryIO, zone: str) -> int:
    counted = _Counted(batches)
    file.writelines(csv_lines(counted, zone))
    return counted.rows


def _write_parquet(batches: Iterable[pa.RecordBatch], file: BinaryIO, _zone: str) -> int:
    counted = _Counted(batches)
    writer: pq.ParquetWriter | None = None
    for batch in counted:
        writer = writer or pq.ParquetWriter(file, batch.schema, compression="zstd")
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    return counted.rows


def _write_xlsx(batches: Iterable[pa.RecordBatch], file: BinaryIO, zone: str) -> int:
    counted = _Counted(batches)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("civicbeat")
        line = 0
        for batch in counted:
            if line == 0:
                sheet.write_row(0, 0, batch.schema.names, book.add_format({"bold": True}))
            if counted.rows > MOST_ROWS_XLSX:
                raise InputError(
                    f"A worksheet holds {MOST_ROWS_XLSX:,} rows.", do="Export to Parquet or CSV, or narrow the search."
                )
            for row in _rows(batch, zone):
                line += 1
                for column, cell in enumerate(row):
                    _write_cell(sheet, line, column, cell)
    return counted.rows


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: object) -> None:
    if isinstance(cell, bool) or not isinstance(cell, int | float) or abs(cell) >= 2**53:
        sheet.write_string(line, column, "" if cell is None else str(cell)[:32_767])
    else:
        sheet.write_number(line, column, cell)


class _Counted:
    """Counts the rows that pass."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.rows = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self._batches:
            self.rows += len(batch)
            yield batch


def _rows(batch: pa.RecordBatch, zone: str) -> Iterator[tuple[object, ...]]:
    tz = ZoneInfo(zone)
    columns = [[_plain(cell, tz) for cell in column.to_pylist()] for column in batch.columns]
    return zip(*columns, strict=True)


def _plain(cell: object, tz: ZoneInfo) -> object:
    if isinstance(cell, datetime):
        return cell.astimezone(tz).isoformat(sep=" ", timespec="seconds")
    return " ".join(map(str, cell)) if isinstance(cell, list) else cell


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA):
        return "'" + cell
    return "" if cell is None else cell


_WRITERS: dict[str, Callable[[Iterable[pa.RecordBatch], BinaryIO, str], int]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}
