"""Mapping: which column of a file gives which field of a post, as a value that can be saved, changed and sent."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from civicbeat.records.errors import BadMapping
from civicbeat.records.period import CITY_ZONE
from civicbeat.records.post import POST_KINDS, Post
from civicbeat.sources.contract import Raw, Rejected
from civicbeat.sources.files import dates
from civicbeat.sources.files.words import KINDS, NAMES, language_code, plain

FIELDS = tuple(NAMES)
"""The fields a column can give, in the order in which they are shown."""

LONGEST_TEXT = 100_000
"""Characters of a post's text; a longer one is set aside: it is a document or a damaged row, not something said."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of a file become posts.

    Attributes:
        columns: field → name of the column that gives it; ``text`` is required, all others of ``FIELDS`` are optional.
        date_form: how dates are written, one of ``dates.FORMS``.
        zone: IANA zone of dates that name none.
        published: aware; when rows without a date of their own were published; ``None`` sets such rows aside.
        platform: where people see the posts.
        kind: what the posts are unless a column says otherwise, one of ``POST_KINDS``.
        language: language of the posts unless a column says otherwise (BCP 47), empty when unknown.
        sheet: which sheet of a workbook is read; the first that holds rows where empty.

    A row's id is the ``id`` column's value; without one, a hash of what the row says, when and by whom.

    Raises:
        BadMapping: an unknown field, form, kind or zone, or no text column.
    """

    columns: AnyMapping[str, str]
    date_form: str = "iso"
    zone: str = CITY_ZONE
    published: datetime | None = None
    platform: str = "other"
    kind: str = "post"
    language: str = ""
    sheet: str = ""

    def __post_init__(self) -> None:
        columns = {name: column for name, column in self.columns.items() if column}
        object.__setattr__(self, "columns", columns)
        _check_one_of("field", columns, FIELDS)
        _check_one_of("date form", (self.date_form,), tuple(dates.FORMS))
        _check_one_of("kind", (self.kind,), POST_KINDS)
        if not columns.get("text"):
            raise BadMapping("The mapping names no column for the text.", do="Say which column holds what was said.")
        try:
            zone = ZoneInfo(self.zone)
        except (OSError, ValueError, KeyError) as error:
            raise BadMapping(
                "The mapping's time zone is unknown.", do="Use a name such as Asia/Ho_Chi_Minh."
            ) from error
        if self.published is not None and self.published.tzinfo is None:
            object.__setattr__(self, "published", self.published.replace(tzinfo=zone))

    def require(self, present: tuple[str, ...]) -> None:
        """Raises ``BadMapping`` when a mapped column is not among those ``present``."""
        missing = sorted(set(self.columns.values()) - set(present))
        if missing:
            raise BadMapping(
                f"The file has no column named {', '.join(missing)}.",
                do=f"Its columns are: {', '.join(present[:40])}. Change the mapping or choose another file.",
            )


def _check_one_of(what: str, given: Any, known: tuple[str, ...]) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise BadMapping(f"The mapping has an unknown {what}: {unknown[0]}.", do=f"Known are: {', '.join(known)}.")


def load(file: Path) -> Mapping:
    """The mapping in a TOML or JSON file.

    Raises:
        BadMapping: the file cannot be read or does not hold a mapping.
    """
    try:
        text = file.read_text("utf-8")
        given = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
        return from_plain(given)
    except (OSError, ValueError, TypeError) as error:
        raise BadMapping(
            f"{file.name} is not a mapping file.", do="See docs/how-to/import-a-file.md for an example."
        ) from error


def from_plain(given: dict[str, Any]) -> Mapping:
    """The mapping in plain values, as ``to_plain`` gives them."""
    _check_one_of("setting", given, tuple(item.name for item in fields(Mapping)))
    if not isinstance(given.get("columns"), dict):
        raise BadMapping("The mapping has no table of columns.", do="Say at least which column is the text.")
    published = given.get("published")
    moment = datetime.fromisoformat(published) if isinstance(published, str) else published
    return Mapping(**{**given, "published": moment})


def to_plain(mapping: Mapping) -> dict[str, Any]:
    """The mapping in values JSON and TOML know; what is empty is left out."""
    values = {item.name: getattr(mapping, item.name) for item in fields(Mapping)}
    if mapping.published is not None:
        values["published"] = mapping.published.isoformat()
    return {name: dict(value) if name == "columns" else value for name, value in values.items() if value}


def save(mapping: Mapping, file: Path) -> None:
    """Writes the mapping as TOML (JSON when ``file`` ends so)."""
    values = to_plain(mapping)
    if file.suffix == ".json":
        file.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", "utf-8")
        return
    columns = values.pop("columns")
    lines = [f"{name} = {_toml(value)}" for name, value in values.items()]
    lines += ["", "[columns]", *(f"{name} = {_toml(column)}" for name, column in columns.items())]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _toml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True, slots=True)
class RowReader:
    """Makes posts of rows. Pure; sets aside what it cannot use, and never raises on any mapping."""

    source: str
    mapping: Mapping
    collected_at: datetime
    _column: AnyMapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_column", dict(self.mapping.columns))

    def post(self, raw: Raw) -> Post | Rejected:
        """The post of one raw item ``{"line": where, "row": {column: value}}``."""
        where = f"row {raw.get('line', '?')}" if type(raw.get("line")) in (int, str) else "row ?"
        row = raw.get("row")
        if not isinstance(row, dict):
            return Rejected(where, "not-a-row", "The item has no columns.")
        text = self._text(row)
        if not text or text.isspace():
            return Rejected(where, "no-text", "The text is empty.")
        if len(text) > LONGEST_TEXT:
            return Rejected(where, "text-too-long", f"The text has more than {LONGEST_TEXT:,} characters.")
        if _BROKEN.search(text):
            return Rejected(where, "bad-encoding", "The text holds bytes that its encoding does not allow.")
        published = self._published(row, where)
        return published if isinstance(published, Rejected) else self._post(row, text, published)

    def moment(self, row: AnyMapping[str, Any]) -> datetime | None:
        """When the row itself says it was published (UTC), or ``None``."""
        value = row.get(self._column["published"]) if "published" in self._column else None
        return dates.reader(self.mapping.date_form, self.mapping.zone)(value) if value else None

    def _post(self, row: dict[str, Any], text: str, published: datetime) -> Post:
        get, word, count, mapping = row.get, self._word, self._count, self.mapping
        author = word(get, "author")
        latitude, longitude = self._where(get)
        return Post(
            source=self.source,
            platform=mapping.platform,
            native_id=word(get, "id") or _hashed(text, author, published),
            text=text,
            published_at=published,
            collected_at=self.collected_at,
            author=author,
            institution=word(get, "institution"),
            url=word(get, "url"),
            kind=_kind(word(get, "kind"), mapping.kind) if "kind" in self._column else mapping.kind,
            parent=word(get, "parent"),
            thread=word(get, "thread"),
            language=_language(word(get, "language")) or mapping.language,
            likes=count(get, "likes"),
            replies=count(get, "replies"),
            shares=count(get, "shares"),
            reach=count(get, "reach"),
            tags=_tags(get(self._column["tags"])) if "tags" in self._column else (),
            latitude=latitude,
            longitude=longitude,
        )

    def _text(self, row: dict[str, Any]) -> str:
        text = row.get(self._column["text"])
        said = text if isinstance(text, str) else "" if text is None else _plain_text(text)
        if "title" in self._column:
            title = row.get(self._column["title"])
            if isinstance(title, str) and title.strip() and title.strip() not in said[: len(title) + 8]:
                return f"{title.strip()}\n{said}".rstrip() if said else title.strip()
        return said

    def _published(self, row: dict[str, Any], where: str) -> datetime | Rejected:
        value = row.get(self._column["published"]) if "published" in self._column else None
        if value is None or value == "":
            return self.mapping.published or Rejected(where, "no-date", "Say when with: published on a date.")
        moment = dates.reader(self.mapping.date_form, self.mapping.zone)(value)
        return moment or Rejected(where, "bad-date", f"The date is not written as {self.mapping.date_form}.")

    def _word(self, get: Any, name: str) -> str:
        column = self._column.get(name)
        if column is None:
            return ""
        value = get(column)
        if isinstance(value, str):
            return value.strip() if value.isascii() else _clean(value.strip())
        return "" if value is None or isinstance(value, dict | list) else _plain_text(value)

    def _count(self, get: Any, name: str) -> int | None:
        column = self._column.get(name)
        value = None if column is None else get(column)
        return value if type(value) is int else None if value is None else _number(value)

    def _where(self, get: Any) -> tuple[float | None, float | None]:
        if "latitude" not in self._column or "longitude" not in self._column:
            return None, None
        latitude, longitude = _degrees(get(self._column["latitude"])), _degrees(get(self._column["longitude"]))
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            return None, None
        return (None, None) if latitude == longitude == 0 else (latitude, longitude)


_BROKEN = re.compile("[\ud800-\udfff]")


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _plain_text(value: object) -> str:
    """Numbers as people write them: an id read as 12.0 is 12."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, int) and abs(value) >= _LARGEST_ID:
        return ""
    return str(value) if isinstance(value, int | float | datetime) else ""


_LARGEST_ID = 10**40


def _hashed(text: str, author: str, published: datetime) -> str:
    content = f"{text}\x1f{author}\x1f{published.timestamp()}"
    return blake2b(content.encode("utf-8", "replace"), digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def _kind(value: str, otherwise: str) -> str:
    return KINDS.get(plain(value), otherwise)


@lru_cache(maxsize=4096)
def _language(value: str) -> str:
    return language_code(value)


def _tags(value: object) -> tuple[str, ...]:
    """A list, or words between commas, semicolons or bars; at most 20 of 80 characters."""
    if isinstance(value, str):
        return _split_tags(value)
    parts = value if isinstance(value, list | tuple) else ()
    return tuple(_clean(part.strip())[:80] for part in parts if isinstance(part, str) and part.strip())[:20]


@lru_cache(maxsize=4096)
def _split_tags(text: str) -> tuple[str, ...]:
    return tuple(_clean(part.strip())[:80] for part in re.split(r"[,;]", text) if part.strip())[:20]


_SHORT = {"k": 1e3, "n": 1e3, "m": 1e6, "tr": 1e6}


def _number(value: object) -> int | None:
    """``1.234``, ``1,234``, ``1.2K``, ``3,4N`` (nghìn), ``12.0``; ``None`` for what is no count."""
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    found = _COUNT.match(value.strip().lower()) if isinstance(value, str) and len(value) < 32 else None
    if found is None:
        return None
    digits, unit = found.groups()
    if unit:
        return (
            round(float(digits.replace(",", ".")) * _SHORT[unit]) if digits.count(".") + digits.count(",") < 2 else None
        )
    return int(float(digits)) if _DECIMAL_ZERO.search(digits) else int(digits.replace(",", "").replace(".", ""))


_COUNT = re.compile(r"(\d{1,15}(?:[.,]\d+)*)\s*(k|n|m|tr)?$")
_DECIMAL_ZERO = re.compile(r"^\d+\.0{1,2}$")


def _degrees(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
