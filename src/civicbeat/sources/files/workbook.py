"""Workbook: the rows of an Excel file's sheets (.xlsx), read cell by cell without ever holding a sheet.

A workbook is a zip of XML parts. Its texts stand once in a part of their own, which is held up to a bound; moments are
numbers whose format makes them days, and are given as such.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from xml.parsers import expat

from civicbeat.records.errors import UnreadableFile
from civicbeat.sources.files.opening import CUT, Opened, Unpacked, believable, overfull

Cells = dict[int, Any]
"""The cells of a row that hold something, by the place of their column from 0."""

LARGEST_TEXTS = 64 * 2**20
"""Characters of all texts of a workbook together, which are held while its rows are read."""
LARGEST_CELLS = 8 * 2**20
"""Characters of one row."""
MOST_COLUMNS = 16_384
MOST_SHEETS = 200
_PIECE = 2**16
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Formats of Excel itself that show a number as a day or a time."""
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Za-z]{1,3})[0-9]{1,7}$")


class Workbook:
    """One opened workbook.

    Raises:
        UnreadableFile: it is damaged, or made to fill a machine.
    """

    _first_day = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet knows no zones

    def __init__(self, opened: Opened) -> None:
        self._size, self._left = opened.size, believable(opened.size)
        opened.plain.seek(0)
        try:
            self._archive = zipfile.ZipFile(opened.plain)
        except CUT as error:
            raise _damaged() from error

    def sheets(self) -> list[str]:
        """Names of the sheets that a person sees, in their order."""
        return list(self._sheets)

    def first(self, sheet: str, count: int) -> list[tuple[int, Cells]]:
        """The sheet's first rows that hold something, as far as it is sound."""
        found: list[tuple[int, Cells]] = []
        with suppress(EOFError):
            found.extend(islice(self.rows(sheet), count))
        return found

    def rows(self, sheet: str) -> Iterator[tuple[int, Cells]]:
        """The sheet's rows that hold something, with their numbers counted from 1; one far too long has no cells.

        Raises:
            EOFError: the sheet is cut or damaged here; what came before is good.
        """
        reader = _SheetReader(self._value)
        for _ in self._parsed(self._sheets[sheet], reader.start, reader.end, reader.data):
            yield from reader.taken()

    @cached_property
    def _sheets(self) -> dict[str, str]:
        """Name of each sheet that is seen → its part."""
        targets: dict[str, str] = {}
        found: dict[str, str] = {}

        def relation(tag: str, given: Mapping[str, str]) -> None:
            if tag == "Relationship":
                targets[given.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))[1:]

        def entry(tag: str, given: Mapping[str, str]) -> None:
            if tag == "workbookPr" and given.get("date1904", "0") in ("1", "true"):
                self._first_day = datetime(1904, 1, 1)  # noqa: DTZ001  # a sheet knows no zones
            if tag == "sheet" and given.get("state", "visible") == "visible":
                found[given.get("name", "")] = targets.get(given.get("id", ""), "")

        self._whole("xl/_rels/workbook.xml.rels", relation)
        self._whole("xl/workbook.xml", entry)
        parts = set(self._archive.namelist())
        return {name: part for name, part in list(found.items())[:MOST_SHEETS] if part in parts}

    @cached_property
    def _texts(self) -> list[str]:
        reader = _TextsReader()
        self._whole("xl/sharedStrings.xml", reader.start, reader.end, reader.data)
        return reader.texts

    @cached_property
    def _dates(self) -> frozenset[int]:
        """Places of the cell styles that show a number as a day or a time."""
        if "xl/styles.xml" not in self._archive.namelist():
            return frozenset()
        formats: dict[str, str] = {}
        styles: list[str] = []
        inside = [""]

        def entry(tag: str, given: Mapping[str, str]) -> None:
            if tag in ("cellXfs", "cellStyleXfs", "dxfs"):
                inside[0] = tag
            elif tag == "numFmt":
                formats[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif tag == "xf" and inside[0] == "cellXfs":
                styles.append(given.get("numFmtId", "0"))

        self._whole("xl/styles.xml", entry)
        return frozenset(place for place, style in enumerate(styles) if _is_date(style, formats))

    def _value(self, kind: str, style: str, text: str) -> Any:
        """What a cell holds; ``None`` where it is empty or an error."""
        if kind in ("inlineStr", "str", "d"):
            return _unescaped(text) or None
        if kind == "s":
            place = int(text) if text.isdecimal() and len(text) < 10 else -1
            return self._texts[place] or None if 0 <= place < len(self._texts) else None
        if kind == "b":
            return text == "1"
        try:
            number = float(text) if kind in ("n", "") else None
            dated = number is not None and style.isdecimal() and int(style) in self._dates
            return self._moment(number) if number is not None and dated else _number(number)
        except (ValueError, OverflowError):
            return None

    def _moment(self, days: float) -> datetime | str:
        """A day, to the second; what is less than a day is a time of no day."""
        moment = self._first_day + timedelta(seconds=round(days * 86_400))
        return moment if days >= 1 else f"{moment:%H:%M:%S}"

    def _whole(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        try:
            for _ in self._parsed(part, start, end, data):
                pass
        except EOFError as error:
            raise _damaged() from error

    def _parsed(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None,
        data: Callable[[str], None] | None,
    ) -> Iterator[None]:
        """Tells the functions of a part's elements, and comes back after each piece of it."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = lambda tag, given: start(_local(tag), {_local(n): v for n, v in given.items()})
        if end is not None:
            parser.EndElementHandler = lambda tag: end(_local(tag))
        parser.CharacterDataHandler = data
        try:
            unpacked = Unpacked(self._archive.open(part), self._size)
            buffer = bytearray(_PIECE)
            while count := unpacked.readinto(buffer):
                self._left -= count
                if self._left < 0:  # parts may stand in the zip more than once
                    raise overfull()
                parser.Parse(bytes(buffer[:count]), False)  # noqa: FBT003  # expat takes no names
                yield
            parser.Parse(b"", True)  # noqa: FBT003  # expat takes no names
            yield
        except (expat.ExpatError, KeyError, RuntimeError, *CUT) as error:
            raise EOFError from error


class _SheetReader:
    """Gathers the cells of a sheet, row by row."""

    def __init__(self, value: Callable[[str, str, str], Any]) -> None:
        self._value = value
        self._rows: list[tuple[int, Cells]] = []
        self._number = 0
        self._place = -1
        self._cells: Cells = {}
        self._kind = self._style = ""
        self._said: list[str] = []
        self._size = 0
        self._listens = self._aside = False

    def taken(self) -> list[tuple[int, Cells]]:
        """The rows that ended since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "row":
            number = given.get("r", "")
            self._number = int(number) if number.isdecimal() and len(number) < 9 else self._number + 1
            self._place, self._cells, self._size = -1, {}, 0
        elif tag == "c":
            self._place = _place(given.get("r", ""), self._place + 1)
            self._kind, self._style, self._said = given.get("t", ""), given.get("s", "0"), []
        elif tag == "rPh":
            self._aside = True
        self._listens = tag in ("v", "t") and not self._aside

    def data(self, text: str) -> None:
        if self._listens and self._size < LARGEST_CELLS:
            self._size += len(text)
            self._said.append(text)

    def end(self, tag: str) -> None:
        self._listens = False
        if tag == "c" and self._said and self._place < MOST_COLUMNS:
            value = self._value(self._kind, self._style, "".join(self._said))
            self._said = []
            if value is not None:
                self._cells[self._place] = value
        elif tag == "rPh":
            self._aside = False
        elif tag == "row" and self._cells:
            self._rows.append((self._number, self._cells if self._size < LARGEST_CELLS else {}))


class _TextsReader:
    """Gathers a workbook's texts; how they are pronounced stands beside them and is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._said: list[str] = []
        self._size = 0
        self._listens = self._aside = False

    def start(self, tag: str, _given: Mapping[str, str]) -> None:
        if tag == "si":
            self._said = []
        elif tag == "rPh":
            self._aside = True
        self._listens = tag == "t" and not self._aside

    def data(self, text: str) -> None:
        if self._listens:
            self._said.append(text)
            self._grow(len(text))

    def end(self, tag: str) -> None:
        self._listens = False
        if tag == "si":
            self.texts.append(_unescaped("".join(self._said)))
            self._grow(8)  # empty ones take room too
        elif tag == "rPh":
            self._aside = False

    def _grow(self, count: int) -> None:
        self._size += count
        if self._size > LARGEST_TEXTS:
            raise UnreadableFile(
                "The workbook holds more text than can be read at once.", do="Save its sheets as CSV (UTF-8)."
            )


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _no_doctype(*_: object) -> None:
    raise EOFError  # no spreadsheet program writes one; it serves to fill a machine


def _place(name: str, otherwise: int) -> int:
    """``C7`` → 2."""
    found = _PLACE.match(name)
    if found is None:
        return otherwise
    place = 0
    for letter in found[1].upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def _is_date(style: str, formats: Mapping[str, str]) -> bool:
    if style in formats:
        return re.search("[dmyhs]", _NO_FORMAT.sub("", formats[style]).lower()) is not None
    return style.isdecimal() and int(style) in _DATE_FORMATS


def _number(number: float | None) -> float | int | None:
    return int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else number


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _damaged() -> UnreadableFile:
    return UnreadableFile("The workbook is damaged or not complete.", do="Open it in Excel and save it again.")
