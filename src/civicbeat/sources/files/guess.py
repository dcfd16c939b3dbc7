"""Guess: proposes a mapping from the names and the values of a file's columns, and says why, column by column."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from civicbeat.records.errors import BadMapping
from civicbeat.records.period import CITY_ZONE
from civicbeat.sources.files.dates import guess_form
from civicbeat.sources.files.mapping import Mapping
from civicbeat.sources.files.opening import File, Opened
from civicbeat.sources.files.rows import rows
from civicbeat.sources.files.shape import Shape, shape_of
from civicbeat.sources.files.words import NAMES, NOT_ITS_OWN, PLATFORMS, REPORT_WORDS, plain

SAMPLE_ROWS = 2_000

_BY_NAME = 0.95
_BY_PART = 0.7
_BY_VALUE = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file: its ``shape``, its ``columns`` and its first rows that can be read (in memory only)."""

    shape: Shape
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]

    def values(self, column: str) -> list[Any]:
        """The column's values in the sample, without those that are empty."""
        return [row[column] for row in self.rows if row.get(column) not in (None, "")]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a column was taken for a field: ``confidence`` from 0 to 1 and a sentence without any of its values."""

    field: str
    column: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed mapping (``None`` when no column looks like text), the reasons, and the columns it leaves out."""

    mapping: Mapping | None
    reasons: tuple[Reason, ...]
    unused: tuple[str, ...]

    def wanted(self) -> Mapping:
        """The mapping.

        Raises:
            BadMapping: no column looks like what people said.
        """
        if self.mapping is None:
            raise BadMapping(
                "No column of the file looks like what people said.",
                do="Write a mapping that names the text column; see docs/how-to/import-a-file.md.",
            )
        return self.mapping


def sample_of(file: File, sheet: str = "") -> Sample:
    """The first rows of ``file``; of a workbook those of ``sheet``, or of its first sheet that holds rows.

    Raises:
        UnreadableFile: it cannot be read at all.
    """
    shape = shape_of(file, sheet)
    with Opened(file) as opened:
        first = tuple(row for _, row in islice(rows(opened, shape), SAMPLE_ROWS) if isinstance(row, dict))
    columns = shape.columns or tuple(dict.fromkeys(name for row in first for name in row))
    return Sample(shape, columns, first)


def guess(sample: Sample, *, file_name: str = "", zone: str = CITY_ZONE) -> Guess:
    """Proposes a mapping for ``sample``; every field's column is taken once, the surest names first."""
    chosen: dict[str, Reason] = {}
    for reason in sorted(_candidates(sample, zone), key=lambda r: -r.confidence):
        if reason.field not in chosen and all(reason.column != taken.column for taken in chosen.values()):
            chosen[reason.field] = reason
    kind = _kind(sample.columns, file_name)
    if kind != "report" and "tags" in chosen and "tag" not in plain(chosen["tags"].column):
        del chosen["tags"]  # outside of reports a category often classes the author, which charter rule 1 forbids
    if "text" not in chosen and "title" in chosen:
        chosen["text"] = _instead(chosen.pop("title"))
    reasons = tuple(chosen[name] for name in NAMES if name in chosen)
    unused = tuple(name for name in sample.columns if all(name != reason.column for reason in reasons))
    if "text" not in chosen:
        return Guess(None, reasons, unused)
    form = guess_form(sample.values(chosen["published"].column), zone) if "published" in chosen else None
    mapping = Mapping(
        columns={reason.field: reason.column for reason in reasons},
        date_form=form.form if form else "iso",
        zone=zone,
        platform=_platform(file_name),
        kind=kind,
        sheet=sample.shape.sheet if len(sample.shape.sheets) > 1 else "",
    )
    return Guess(mapping, reasons, unused)


def _instead(title: Reason) -> Reason:
    return Reason("text", title.column, title.confidence / 2, "no other column holds text")


def _candidates(sample: Sample, zone: str) -> Iterator[Reason]:
    for column in sample.columns:
        values = sample.values(column)
        for field, names in NAMES.items():
            confidence, why = _by_name(plain(column), names)
            if confidence and (not values or _fits(field, values, zone)):
                yield Reason(field, column, confidence, why + _more(field, values, zone))
    yield from _by_values(sample, zone)


def _by_name(name: str, names: tuple[str, ...]) -> tuple[float, str]:
    if name in names:
        return _BY_NAME - names.index(name) / 200, "by its name"
    last = name.rsplit("_", 1)[-1]
    if name.startswith(NOT_ITS_OWN) or last.isdecimal():
        return 0.0, ""
    tail = next((known for known in names if len(known) > 3 and name.endswith("_" + known)), "")
    return (_BY_PART - names.index(tail) / 200, f"its name ends in “{tail}”") if tail else (0.0, "")


def _more(field: str, values: list[Any], zone: str) -> str:
    form = guess_form(values, zone) if field == "published" else None
    return f"; {form.why}" if form else ""


def _by_values(sample: Sample, zone: str) -> Iterator[Reason]:
    """Where names say nothing: the column of the longest varied text, and a column of dates."""
    longest, column = max(((_spread(sample.values(c)), c) for c in sample.columns if _own(c)), default=(0.0, ""))
    if longest >= 15:
        yield Reason("text", column, _BY_VALUE, "it holds the longest texts")
    for name in sample.columns:
        values = sample.values(name)
        if values and _own(name) and not _all_small_numbers(values):
            form = guess_form(values, zone)
            if form and form.share >= 0.9 and form.form != "excel":
                yield Reason("published", name, _BY_VALUE * form.share, form.why)
        if values and _share(values, lambda v: isinstance(v, str) and v.startswith(("http://", "https://"))) > 0.9:
            yield Reason("url", name, _BY_VALUE, "it holds addresses")


def _own(column: str) -> bool:
    return not plain(column).startswith(NOT_ITS_OWN)


def _spread(values: list[Any]) -> float:
    """Median length of the distinct texts, times how distinct they are."""
    texts = [value for value in values if isinstance(value, str) and not value.startswith("http")]
    if len(texts) * 2 < len(values) or not texts:
        return 0.0
    distinct = set(texts)
    return statistics.median(map(len, distinct)) * len(distinct) / len(texts)


def _all_small_numbers(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, int | float) or (isinstance(v, str) and len(v) < 6)) > 0.9


def _share(values: list[Any], test: Callable[[Any], bool]) -> float:
    return sum(1 for value in values if test(value)) / len(values)


def _fits(field: str, values: list[Any], zone: str) -> bool:
    """Whether the values can be what the name says; a name alone is not believed."""
    test = _TESTS.get(field)
    if field == "published":
        return guess_form(values, zone) is not None
    return test is None or test(values)


def _is_distinct(values: list[Any]) -> bool:
    """Ids are distinct but for rows that came twice; an id that a spreadsheet rounded (9.01E+17) is no id."""
    words = [value for value in values if isinstance(value, str | int | float)]
    rounded = any(isinstance(word, str) and "E+" in word for word in words)
    return len(words) == len(values) and not rounded and len(set(words)) >= 0.9 * len(words)


def _is_text(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, str) and not v.replace(".", "", 1).isdecimal()) >= 0.5


def _is_count(values: list[Any]) -> bool:
    return (
        _share(values, lambda v: type(v) in (int, float) or (isinstance(v, str) and v[:1].isdecimal() and len(v) < 16))
        > 0.8
    )


def _is_degree(largest: int) -> Callable[[list[Any]], bool]:
    def test(values: list[Any]) -> bool:
        return _share(values, lambda v: _within(v, largest)) > 0.5

    return test


def _within(value: Any, largest: int) -> bool:
    try:
        return abs(float(value)) <= largest
    except (ValueError, TypeError, OverflowError):
        return False


def _is_word(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, str | int | float) and len(str(v)) < 200) > 0.9


def _is_few(values: list[Any]) -> bool:
    return _is_word(values) and len({str(value) for value in values}) <= 80


def _is_labels(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, list) or (isinstance(v, str) and len(v) < 400)) > 0.9


def _is_address(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, str) and "/" in v) > 0.8


_TESTS: dict[str, Callable[[list[Any]], bool]] = {
    "id": _is_distinct,
    "text": _is_text,
    "title": _is_text,
    "author": _is_word,
    "institution": _is_word,
    "url": _is_address,
    "kind": _is_few,
    "parent": _is_word,
    "thread": _is_word,
    "language": _is_few,
    "likes": _is_count,
    "replies": _is_count,
    "shares": _is_count,
    "reach": _is_count,
    "tags": _is_labels,
    "latitude": _is_degree(90),
    "longitude": _is_degree(180),
}


def _platform(file_name: str) -> str:
    words = set(plain(file_name).split("_"))
    return next((platform for platform, names in PLATFORMS.items() if words & set(names)), "other")


def _kind(columns: tuple[str, ...], file_name: str) -> str:
    names = [plain(name) for name in columns]
    words = {word for name in (*names, plain(file_name)) for word in name.split("_")}
    if words & REPORT_WORDS or any(name in REPORT_WORDS for name in names):
        return "report"
    commented = {"comment", "comments", "comment_id"} & {*names, *plain(file_name).split("_")}
    return "comment" if commented or any(name.startswith(NOT_ITS_OWN) for name in names) else "post"
