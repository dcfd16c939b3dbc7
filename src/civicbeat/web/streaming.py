"""Streaming: an export that is sent while it is made, so that it never stands whole in memory or on a disk."""

from __future__ import annotations

import asyncio
import io
import queue
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Final

import pyarrow as pa
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from civicbeat.listen import exports

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK = 64 * 1024
WAITING_CHUNKS = 16
LONGEST_WAIT_SECONDS = 60.0


def streamed(request: HttpRequest, batches: Iterable[pa.RecordBatch], form: str, name: str) -> StreamingHttpResponse:
    """The response that carries ``batches`` as a file of ``form`` called ``name``."""
    pieces = _Pieces(batches, form)
    content = pieces.later() if isinstance(request, ASGIRequest) else iter(pieces)
    response = StreamingHttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


class _Gone(Exception):
    """The person who wanted the file no longer waits for it."""


class _Pipe(io.RawIOBase):
    """A file that can only be written to; what is written goes to a queue in chunks."""

    def __init__(self, chunks: queue.Queue[bytes | BaseException | None]) -> None:
        self._chunks = chunks
        self._held = bytearray()
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]  # whatever offers its bytes
        self._held += piece
        self._written += len(piece)
        if len(self._held) >= CHUNK:
            self.send()
        return len(piece)

    def send(self) -> None:
        """Passes on what is held."""
        try:
            self._chunks.put(bytes(self._held), timeout=LONGEST_WAIT_SECONDS)
        except queue.Full:
            raise _Gone from None
        self._held.clear()


class _Pieces:
    """The file in chunks: a thread writes it, whoever iterates takes it."""

    def __init__(self, batches: Iterable[pa.RecordBatch], form: str) -> None:
        self._batches, self._form = batches, form
        self._chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(WAITING_CHUNKS)

    def __iter__(self) -> Iterator[bytes]:
        threading.Thread(target=self._write, name="export", daemon=True).start()
        while (piece := self._chunks.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    async def later(self) -> AsyncIterator[bytes]:
        """The same for an event loop."""
        pieces = iter(self)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece

    def _write(self) -> None:
        pipe = _Pipe(self._chunks)
        try:
            exports.write(self._batches, self._form, pipe)  # type: ignore[arg-type]  # it is written to, nothing else
            pipe.send()
        except _Gone:
            return
        except Exception as error:  # noqa: BLE001  # it is raised again where the chunks are taken
            self._chunks.put(error)
        self._chunks.put(None)
