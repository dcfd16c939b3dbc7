"""Lines of an answer that has no end, with a beat where none come: who listens must not sleep while nobody speaks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import suppress
from queue import Empty, Full, Queue

import httpx

from civicbeat.records.errors import FormatChanged, SourceUnreachable
from civicbeat.sources.again import BEAT

LONGEST_LINE = 2**20
_AT_ONCE = 64
"""Pieces of at most 64 KiB that wait to be taken; the sender then waits, too."""


def lines(answer: httpx.Response) -> Generator[bytes | None]:
    """Each line without its end, as soon as it is there; ``None`` whenever no piece came for ``BEAT`` seconds.

    Raises:
        SourceUnreachable: the answer ended.
        FormatChanged: it is packed, or a line is longer than ``LONGEST_LINE``.
        httpx.HTTPError: the connection failed; ``Web.stream`` tells it to people.
    """
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise FormatChanged("The stream is packed, though that was not asked for.", do="Tell its owner.")
    reader = _Reader(answer)
    rest = b""
    try:
        while True:
            piece = reader.take()
            if piece is None:
                yield None
                continue
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                yield line.rstrip(b"\r")
            if len(rest) > LONGEST_LINE:
                raise FormatChanged("A line of the stream has no end.", do="Check the stream's address.")
    finally:
        reader.stop()


class _Reader(threading.Thread):
    """Reads pieces beside whoever takes them: what is read in the HTTP library cannot be waited for in part."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(name="lines", daemon=True)
        self._answer = answer
        self._pieces: Queue[bytes | Exception] = Queue(_AT_ONCE)
        self._stopped = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            for piece in self._answer.iter_raw():
                self._put(piece)
            self._put(SourceUnreachable("The stream has ended.", do="It is tried again later."))
        except Exception as error:  # noqa: BLE001  # raised where it is taken
            self._put(error)

    def take(self) -> bytes | None:
        """The next piece; ``None`` if there is none for a beat."""
        try:
            piece = self._pieces.get(timeout=BEAT)
        except Empty:
            return None
        if isinstance(piece, Exception):
            raise piece
        return piece

    def stop(self) -> None:
        """Ends the reading, though it waits for bytes."""
        self._stopped.set()
        with suppress(OSError):
            stream = self._answer.extensions["network_stream"]
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self.join(5)

    def _put(self, piece: bytes | Exception) -> None:
        while not self._stopped.is_set():
            with suppress(Full):
                self._pieces.put(piece, timeout=BEAT / 10)
                return
