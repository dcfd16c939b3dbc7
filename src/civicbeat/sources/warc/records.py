"""Records: a web archive (WARC 1.x), record by record, past everything that is broken in it.

The libraries for the format stop at the first fault, so records are found here; what stands in one is read by warcio.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from civicbeat.sources.contract import Rejected
from civicbeat.sources.files.opening import Opened
from civicbeat.sources.files.rows import Row

LARGEST_PAGE = 2 * 2**20
"""Bytes of one page, packed and unpacked; finding the main text of one made to be slow takes seconds a MiB."""
LONGEST_LINE = 16 * 2**10
MOST_HEADERS = 100
_VERSION = re.compile(rb"WARC/[01]\.\d+\s*$")
_PACKED = ("br", "zstd", "compress")
_FAULTS = (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, OSError, StopIteration)


def records(opened: Opened) -> Iterator[Row]:
    """Pages (HTML that was answered with 200) and texts of pages, or why one is set aside; the line counts all records.

    What is neither, such as a picture, a request or a note of the capture, is passed over.
    """
    stream, number, astray, cut = opened.plain, 0, False, False
    while line := stream.readline(LONGEST_LINE):
        begins = _VERSION.match(line) is not None
        if not begins and (astray or not line.strip()):
            continue
        number, astray = number + 1, not begins
        headers = _headers(stream) if begins else {}
        size = _size(headers)
        if size is None:
            astray = True
            yield number, _rejected(number, "broken-record", "Here stands no record that could be read.")
            continue
        block = _read(stream, size if headers.get("warc-type") in _READERS else 0)
        cut = not _skip(stream, size - len(block))
        found = None if cut else _found(headers, block, size, number)
        if found is not None:
            yield number, found
    if cut or opened.cut:
        yield number + 1, _rejected(number + 1, "file-cut", "The file is cut or damaged here; no more could be read.")


def _rejected(number: int, reason: str, detail: str) -> Rejected:
    return Rejected(f"record {number}", reason, detail)


def _headers(stream: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(MOST_HEADERS):
        name, colon, told = stream.readline(LONGEST_LINE).decode("utf-8", "replace").partition(":")
        if not colon:
            break
        found[name.strip().lower()] = told.strip()
    return found


def _size(headers: Mapping[str, str]) -> int | None:
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else None


def _read(stream: BinaryIO, size: int) -> bytes:
    """The beginning of a record, as much as a page may have."""
    left, parts = min(size, LARGEST_PAGE), []
    while left > 0 and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _skip(stream: BinaryIO, size: int) -> bool:
    """Whether there was as much to pass over."""
    while size > 0 and (part := stream.read(min(size, 2**16))):
        size -= len(part)
    return size <= 0


def _found(headers: Mapping[str, str], block: bytes, size: int, number: int) -> dict[str, Any] | Rejected | None:
    try:
        read = _READERS.get(headers.get("warc-type", ""))
        found = read(block) if read is not None else None
    except _FAULTS:
        return _rejected(number, "broken-record", "The answer in the record cannot be read.")
    if isinstance(found, str):
        return _rejected(number, found, "The page is packed in a way that is not read.")
    if found is not None and max(size, *(len(part) for part in found.values())) > LARGEST_PAGE:
        return _rejected(number, "record-too-long", f"The page has more than {LARGEST_PAGE:,} bytes.")
    address = headers.get("warc-target-uri", "").strip("<>")
    return None if found is None else {"address": address, "captured": headers.get("warc-date", ""), **found}


def _page(block: bytes) -> dict[str, bytes] | str | None:
    """The HTML of an answer; ``None`` where it holds none, a reason where it cannot be had."""
    record = next(iter(ArchiveIterator(io.BytesIO(_ANSWER % len(block) + block))))
    answer = record.http_headers
    kind = (answer.get_header("Content-Type") or "").lower()
    if answer.get_statuscode() != "200" or not ("html" in kind or not kind):
        return None
    if (answer.get_header("Content-Encoding") or "").lower() in _PACKED:
        return "unknown-packing"
    stream, body = record.content_stream(), bytearray()
    while len(body) <= LARGEST_PAGE and (part := stream.read(2**16)):
        body += part
    return {"body": bytes(body)}


_ANSWER = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://page.example/\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
)
_READERS: dict[str, Callable[[bytes], dict[str, bytes] | str | None]] = {
    "response": _page,
    "conversion": lambda block: {"text": block},
}
