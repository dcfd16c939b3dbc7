"""Files: an institution's own exports of posts, read row by row from disk or from an upload in memory."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from civicbeat.records.errors import BadMapping, UnreadableFile
from civicbeat.records.period import CITY_ZONE
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.files.guess import guess, sample_of
from civicbeat.sources.files.mapping import Mapping, RowReader, load
from civicbeat.sources.files.opening import File, Opened
from civicbeat.sources.files.rows import Row, rows
from civicbeat.sources.files.shape import Shape, shape_of
from civicbeat.sources.files.words import plain
from civicbeat.sources.naming import LONGEST_NAME
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy

ROWS_PER_PAGE = 3_000

POLICY = Policy(
    terms="The institution's own file: it answers for having the right to use what is in it.",
    terms_read=date(2026, 11, 1),
    may_store="Everything that is mapped, masked; columns that are not mapped are never read into a post.",
    deletion="None: a file tells nothing of what is deleted later. Erase what must go, or keep it for a set time.",
)


@dataclass(frozen=True)
class FilesSource:
    """Reads one file as ``mapping`` says. Sent to a worker it takes no file along: ``to_post`` needs none.

    Attributes:
        file: a path, or a seekable binary stream that stays the caller's to close.
        mapping: which column gives what.
        name: registered name, for example ``files.facebook``. It is part of every post's id: the same file read again
            under the same name gives the same ids.
        collected_at: when the file is read (aware).

    Raises:
        UnreadableFile: the file cannot be read at all.
        BadMapping: it lacks a column the mapping names.
    """

    file: File | None
    mapping: Mapping
    name: str
    collected_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    kind: str = field(default="files", init=False)
    policy: Policy = field(default=POLICY, init=False)
    options: ClassVar[tuple[Option, ...]] = ()
    every: ClassVar[timedelta] = timedelta(0)
    _shape: Shape | None = field(init=False, repr=False, compare=False)
    _reader: RowReader = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shape = shape_of(self.file, self.mapping.sheet) if self.file is not None else None
        if shape is not None and shape.columns:
            self.mapping.require(shape.columns)
        object.__setattr__(self, "_shape", shape)
        object.__setattr__(self, "_reader", RowReader(self.name, self.mapping, self.collected_at))

    def __reduce__(self) -> tuple[Any, ...]:
        return (FilesSource, (None, self.mapping, self.name, self.collected_at))

    def fetch(self, cursor: AnyMapping[str, Any]) -> Iterator[Page]:
        """Pages of ``ROWS_PER_PAGE`` rows; the cursor counts the rows read.

        Raises:
            UnreadableFile: the file is gone, or turns out to be made to fill a machine.
        """
        shape = self._shape
        if self.file is None or shape is None:
            raise UnreadableFile("The file is no longer at hand.", do="Import it again.")
        done = int(cursor.get("rows", 0))
        wanted = frozenset(self.mapping.columns.values())
        with Opened(self.file) as opened:
            page: list[Row] = []
            for row in rows(opened, shape, wanted, done):
                page.append(row)
                if len(page) == ROWS_PER_PAGE:
                    done += len(page)
                    yield self._page(page, done, done / shape.rows if shape.rows else opened.done)
                    page = []
            yield self._page(page, done + len(page), 1.0)

    def to_post(self, raw: Raw) -> Post | Rejected:
        return self._reader.post(raw)

    def _page(self, page: list[Row], done: int, share: float) -> Page:
        raws = tuple({"line": line, "row": row} for line, row in page if isinstance(row, dict))
        rejected = tuple(row for _, row in page if isinstance(row, Rejected))
        # A file tells nothing of what it leaves out, so it covers no time: its gaps cannot be told from silence.
        return Page(raws, {"rows": done}, rejected=rejected, done=share)


def file_source(
    file: File,
    *,
    name: str = "",
    file_name: str = "",
    mapping: Path | Mapping | None = None,
    published: datetime | date | None = None,
) -> FilesSource:
    """A source for ``file``: its mapping is read from a file, given, or guessed.

    Args:
        file: a path, or a seekable binary stream (an upload in memory).
        name: the source's name; without one it is made from the file's.
        file_name: what an upload is called; a path knows itself.
        mapping: a mapping or a mapping file; ``None`` guesses one.
        published: when rows without a date were published; a naive moment is read in the mapping's zone.

    Raises:
        UnreadableFile: the file cannot be read at all.
        BadMapping: no usable mapping was given or found.
    """
    called = file_name or (file.name if isinstance(file, Path) else "")
    chosen = (
        load(mapping) if isinstance(mapping, Path) else mapping or guess(sample_of(file), file_name=called).wanted()
    )
    if published is not None:
        chosen = replace(chosen, published=_moment(published, chosen.zone))
    return FilesSource(file, chosen, source_name(name or Path(called).name.split(".")[0]))


def _moment(published: datetime | date, zone: str = CITY_ZONE) -> datetime:
    moment = published if isinstance(published, datetime) else datetime.combine(published, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def source_name(called: str) -> str:
    """``Góp ý quý 1`` → ``files.gop-y-quy-1``.

    Raises:
        BadMapping: nothing of the name can be written in Latin letters or digits.
    """
    words = plain(called.removeprefix("files.")).replace("_", "-")
    if not words:
        raise BadMapping(
            "The source has no name.", do="Name it with Latin letters or digits, for example files.survey."
        )
    return f"files.{words}"[:LONGEST_NAME].rstrip("-")
