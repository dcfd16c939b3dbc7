"""Opening: from a path or an upload in memory to one stream of plain bytes, whatever it is packed in.

Nothing is unpacked to disk, and nothing is held whole: a stream gives what it unpacks piece by piece, and stops where
the unpacked size shows that the file was made to fill a machine.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import pyarrow as pa

from civicbeat.records.errors import UnreadableFile

File = Path | BinaryIO
"""A file on disk, or a seekable binary stream (an upload in memory). A stream is never closed here."""

FREELY_UNPACKED = 256 * 2**20
LARGEST_RATIO = 300
"""Beyond the first 256 MiB a file may unpack to at most 300 times its size: text reaches 5 to 50, bombs 1,000."""

_PIECE = 2**16
_ZIP = b"PK\x03\x04"

CUT = (EOFError, OSError, ValueError, NotImplementedError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""What the unpackers raise in the middle of a file that is cut or damaged."""


class Opened:
    """One stream of plain bytes, and how far into the file on disk it has read.

    A workbook is left as it is packed (``workbook`` is true): its sheets are read from it part by part.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        self._raw = _raw(file)
        self.size = self._raw.seek(0, io.SEEK_END)
        self._raw.seek(0)
        if not self.size:
            raise UnreadableFile("The file is empty.", do="Choose a file that holds posts.")
        self._unpacking: Unpacked | None = None
        self.workbook = is_workbook(self._raw)
        self.plain: BinaryIO = self._unpacked()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def done(self) -> float:
        """Share of the file that is read, 0 to 1."""
        return min(1.0, self._raw.tell() / self.size)

    @property
    def cut(self) -> bool:
        """Whether reading ended where the file is cut or damaged."""
        return self._unpacking is not None and self._unpacking.cut

    def close(self) -> None:
        """Closes what was opened here; a borrowed stream stays open."""
        if isinstance(self._file, Path):
            self._raw.close()

    def _unpacked(self) -> BinaryIO:
        head = self._raw.read(8)
        self._raw.seek(0)
        for magic, unpack in _PACKED.items():
            if head.startswith(magic) and not self.workbook:
                self._unpacking = Unpacked(_unpack(unpack, self._raw), self.size)
                return cast(BinaryIO, io.BufferedReader(self._unpacking, 2**20))
        return cast(BinaryIO, io.BufferedReader(_Borrowed(self._raw), 2**20))


def _raw(file: File) -> BinaryIO:
    if not isinstance(file, Path):
        return file
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {file.name}.", do="Check the name and the folder.") from error
    except OSError as error:
        raise UnreadableFile(f"{file.name} cannot be opened: {error.strerror}.", do="Check who may read it.") from error


class _Borrowed(io.RawIOBase):
    """Reads another's stream and never closes it (text wrappers close what they wrap)."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Unpacked(_Borrowed):
    """What a packed file unpacks to, up to the largest believable size; it ends where the file is cut or damaged."""

    def __init__(self, unpacked: Any, packed_size: int) -> None:
        super().__init__(unpacked)
        self.cut = False
        self._left = believable(packed_size)

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: Any) -> int:
        if self.cut:
            return 0  # some unpackers would start over
        try:
            data = self._stream.read1(min(len(buffer), _PIECE))
        except CUT:
            self.cut = True
            return 0
        count = len(data)
        buffer[:count] = data
        self._left -= count
        if self._left < 0:
            raise overfull()
        return count


def believable(packed_size: int) -> int:
    """How many bytes a file of this size may unpack to."""
    return max(FREELY_UNPACKED, LARGEST_RATIO * packed_size)


def overfull() -> UnreadableFile:
    """What is raised of a file that unpacks to more than is believable."""
    return UnreadableFile(
        f"The file unpacks to more than {LARGEST_RATIO} times its size.",
        do="Unpack it yourself, look at it, and import what is inside.",
    )


def _unpack(unpack: Callable[[BinaryIO], Any], raw: BinaryIO) -> Any:
    try:
        return unpack(raw)
    except CUT as error:
        raise UnreadableFile("The packed file is damaged or not complete.", do="Copy or download it again.") from error


def is_workbook(raw: BinaryIO) -> bool:
    """Whether the file is an Excel workbook (.xlsx); the stream then stands at its beginning again."""
    try:
        packed = raw.read(len(_ZIP)) == _ZIP
        return packed and "xl/workbook.xml" in zipfile.ZipFile(raw).namelist()
    except CUT:
        return False
    finally:
        raw.seek(0)


def _zip(raw: BinaryIO) -> Any:
    archive = zipfile.ZipFile(raw)
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        raise UnreadableFile(
            "This is an Office document, not a table of text.", do="Save the sheet as CSV (UTF-8) and import that."
        )
    members = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        raise UnreadableFile(
            f"The zip file holds {len(members)} files.", do="Unpack it and import its files, which may be many at once."
        )
    if members[0].flag_bits & 1:
        raise UnreadableFile("The zip file is locked with a password.", do="Unpack it and import what is inside.")
    return archive.open(members[0])


_PACKED: dict[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda raw: pa.CompressedInputStream(pa.PythonFile(_Borrowed(raw), mode="r"), "zstd"),
    _ZIP: _zip,
}
