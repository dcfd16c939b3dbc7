"""Exports: files that platforms and tools write, which are read without asking a person what their columns mean.

A kind of export is a file, its shape, its rows and a function that makes a post of a row. It is imported, not followed.
"""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from civicbeat.records.errors import UnreadableFile
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.files import dates
from civicbeat.sources.files.encodings import LOOKED_AT, encoding_of
from civicbeat.sources.files.opening import File, Opened
from civicbeat.sources.files.rows import LARGEST_ROW, Row, rows
from civicbeat.sources.files.shape import BEGINNING, Shape, read_up_to, shape_of
from civicbeat.sources.naming import must_be_name
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.reading import count, unfit, value, word
from civicbeat.sources.shape import unknown

ROWS_PER_PAGE = 3_000
NO_SIGNAL = "None: an export tells nothing of later deletions. Export and import again, and erase what is gone."
"""What a policy says of deletions where the platform sends no word of them."""
_BROKEN = re.compile("[\ud800-\udfff]")
_PLATFORMS = {
    "facebook.com": "facebook",
    "fb.watch": "facebook",
    "instagram.com": "instagram",
    "threads.net": "threads",
    "threads.com": "threads",
    "tiktok.com": "tiktok",
    "twitter.com": "x",
    "x.com": "x",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "reddit.com": "reddit",
    "bsky.app": "bluesky",
    "voz.vn": "voz",
    "zalo.me": "zalo",
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a file shows at its beginning, by which its kind is recognised.

    Attributes:
        data: its first bytes, unpacked; empty for a workbook.
        shape: what it is as a table or as JSON; ``None`` where it is neither.
        first: the first JSON object; empty where it does not begin with one.
    """

    data: bytes
    shape: Shape | None
    first: Mapping[str, Any]

    @property
    def encoding(self) -> str:
        """Python's name of the encoding."""
        return encoding_of(self.data[:LOOKED_AT])

    @property
    def text(self) -> str:
        """The beginning as text; what cannot be read is replaced."""
        return self.data.decode(self.encoding, "replace").removeprefix("\ufeff")

    def has(self, *columns: str) -> bool:
        """Whether the table has all of these columns, or the first object all of these fields."""
        present = self.shape.columns if self.shape is not None and self.shape.columns else self.first
        return all(column in present for column in columns)


def beginning_of(file: File) -> Beginning:
    """Looks at the beginning of ``file``.

    Raises:
        UnreadableFile: it is empty, is not there, or is damaged from its start.
    """
    with Opened(file) as opened:
        data = b"" if opened.workbook else read_up_to(opened.plain, BEGINNING)
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"\n" not in data:
            data += read_up_to(opened.plain, LARGEST_ROW)  # one line may hold a whole page of answers
    try:
        shape = shape_of(file)
    except UnreadableFile:
        if not data:
            raise
        shape = None
    seen = Beginning(data, shape, {})
    return Beginning(data, shape, _first_object(seen.text))


def _first_object(text: str) -> Mapping[str, Any]:
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text.lstrip().removeprefix("[").lstrip())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an export: its fields, and what every post of it has alike."""

    row: Mapping[str, Any]
    where: str
    source: str
    read_at: datetime
    institution: str = ""

    def post(self, platform: str, native: str, text: str, at: datetime | None, **more: Any) -> Post | Rejected:
        """The post with what is given, or why there is none."""
        refused = unfit(self.where, native, text, at, self.read_at)
        if refused is not None:
            return refused
        published = cast(datetime, at)  # else it was refused
        return Post(self.source, platform, native, text, published, self.read_at, **more)

    def rejected(self, reason: str, detail: str) -> Rejected:
        """Says why the item is set aside."""
        return Rejected(self.where, reason, detail)


@dataclass(frozen=True)
class ExportSource:
    """Reads one file of its kind. Sent to a worker it takes no file along: ``to_post`` needs none.

    Attributes:
        file: a path, or a seekable binary stream that stays the caller's to close.
        name: registered name; the kind's where none is given. It is part of every post's id: an item that stands in two
            exports is one post as long as both are read under the same name.
        institution: the name under which the file's own account or site speaks, for the kinds that ask for it.
        collected_at: when the file is read (aware).

    Raises:
        UnreadableFile: the file cannot be read at all, or is not of this kind.
        SettingError: the name is not a source's.
    """

    file: File | None
    name: str = ""
    institution: str = ""
    collected_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _shape: Shape | None = field(init=False, repr=False, compare=False)

    kind: ClassVar[str]
    title: ClassVar[str]
    """What people call such a file: the name of the platform or tool."""
    policy: ClassVar[Policy]
    known: ClassVar[frozenset[str]]
    """Fields that are documented; all others are never read into a post, and are counted."""
    speaks: ClassVar[bool] = False
    """Whether ``institution`` means something."""
    most: ClassVar[int] = ROWS_PER_PAGE
    """Items of a page, where they are large."""
    unit: ClassVar[str] = "row"
    """What an item's place is counted in."""
    options: ClassVar[tuple[Option, ...]] = ()
    every: ClassVar[timedelta] = timedelta(0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.kind)
        must_be_name(self.name, self.kind)
        shape = None if self.file is None else self.shape(beginning_of(self.file))
        if shape is None and self.file is not None:
            raise UnreadableFile(
                f"This is not an export of {self.title}.", do="Choose another kind, or say what its columns mean."
            )
        object.__setattr__(self, "_shape", shape)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), {f.name: getattr(self, f.name) for f in fields(self) if f.init} | {"file": None})

    @classmethod
    @abstractmethod
    def shape(cls, beginning: Beginning) -> Shape | None:
        """How a file that begins so is read; ``None`` where it is of another kind."""

    @abstractmethod
    def post(self, item: Item) -> Post | Rejected:
        """The post in one item, or why there is none. Never raises on any mapping."""

    def parts(self, row: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """The items in one row of the file: itself, unless rows are pages of them."""
        return (row,)

    def rows(self, opened: Opened, shape: Shape) -> Iterator[Row]:
        """All items of the file, each with the line it stands on."""
        wanted = self.known if shape.columns else None
        for line, row in rows(opened, shape, wanted, flat=False):
            if isinstance(row, Rejected):
                yield line, row
            elif shape.columns and any(isinstance(cell, str) and _BROKEN.search(cell) for cell in row.values()):
                detail = "The row holds bytes that its encoding does not allow."
                yield line, Rejected(f"row {line}", "bad-encoding", detail)
            else:
                yield from ((line, dict(part)) for part in self.parts(row))

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Pages of items; the cursor counts the items read.

        Raises:
            UnreadableFile: the file is gone, or turns out to be made to fill a machine.
        """
        shape = self._shape
        if self.file is None or shape is None:
            raise UnreadableFile("The file is no longer at hand.", do="Import it again.")
        done, size = int(cursor.get("rows", 0)), min(self.most, ROWS_PER_PAGE)
        with Opened(self.file) as opened:
            left = islice(self.rows(opened, shape), done, None)
            whole = False
            while not whole:
                page = list(islice(left, size))
                done, whole = done + len(page), len(page) < size
                yield self._page(page, done, 1.0 if whole else opened.done, shape)

    def to_post(self, raw: Raw) -> Post | Rejected:
        line, row = raw.get("line"), raw.get("row")
        where = f"{self.unit} {line if type(line) is int and 0 <= line < 2**63 else '?'}"
        if not isinstance(row, Mapping):
            return Rejected(where, "not-a-row", "The item has no fields.")
        return self.post(Item(row, where, self.name, self.collected_at, self.institution))

    def _page(self, page: list[Row], done: int, share: float, shape: Shape) -> Page:
        items = [(line, row) for line, row in page if isinstance(row, dict)]
        raws = tuple({"line": line, "row": {n: v for n, v in row.items() if n in self.known}} for line, row in items)
        columns = [dict.fromkeys(shape.columns)] * len(items) if shape.columns else [row for _, row in items]
        rejected = tuple(row for _, row in page if isinstance(row, Rejected))
        # A file tells nothing of what it leaves out, so it covers no time: its gaps cannot be told from silence.
        return Page(raws, {"rows": done}, rejected=rejected, done=share, unknown=unknown(columns, self.known))


def _rebuilt(kind: type[ExportSource], given: dict[str, Any]) -> ExportSource:
    return kind(**given)


def when(
    row: Any, *paths: str, forms: tuple[str, ...] = ("epoch-seconds", "iso"), zone: str = "UTC"
) -> datetime | None:
    """The first moment at one of ``paths`` that is written in one of ``forms``; one without a zone is ``zone``'s."""
    found = (dates.reader(form, zone)(value(row, path)) for path in paths for form in forms)
    return next((moment for moment in found if moment is not None), None)


def tally(row: Any, *paths: str) -> int | None:
    """The first count at one of ``paths``; ``12.0``, as programs for statistics write it, is twelve."""
    for path in paths:
        if (number := count(row, path)) is not None:
            return number
        if word(row, path).endswith(".0"):
            return count({"n": word(row, path)[:-2]}, "n")
    return None


def nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with columns such as ``owner.name`` as objects, for which paths are made."""
    made: dict[str, Any] = {}
    for name, cell in row.items():
        outer, dot, inner = str(name).partition(".")
        if not dot:
            made[name] = cell
        elif isinstance(made.setdefault(outer, {}), dict):
            made[outer][inner] = cell
    return made


def titled(title: str, text: str) -> str:
    """A title as a first line, unless the text begins with it."""
    return text if text.startswith(title) else f"{title}\n{text}".rstrip()


def platform_at(address: str, otherwise: str = "other") -> str:
    """The platform whose host an address has: ``https://m.facebook.com/…`` → ``facebook``."""
    try:
        host = (urlsplit(address).hostname or "").split(".")
    except ValueError:
        return otherwise
    return _PLATFORMS.get(".".join(host[-2:]), otherwise)
