"""Events of a stream of lines (server-sent events, html.spec.whatwg.org, as far as Mastodon uses them)."""

from __future__ import annotations

from civicbeat.records.errors import FormatChanged
from civicbeat.sources.lines import LONGEST_LINE


class Events:
    """Puts lines together to events."""

    def __init__(self) -> None:
        self._name, self._data, self._size = "", list[bytes](), 0

    def take(self, line: bytes) -> tuple[str, bytes] | None:
        """Name and data of the event that ``line`` ends; ``None`` while there is none. Comments are heartbeats.

        Raises:
            FormatChanged: an event is larger than a line may be.
        """
        if not line:
            ended = (self._name, b"\n".join(self._data)) if self._data else None
            self._name, self._data, self._size = "", [], 0
            return ended
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._name = value.decode("utf-8", "replace")
        elif field == b"data":
            self._data.append(value)
            self._size += len(value) + 1
            if self._size > LONGEST_LINE:
                raise FormatChanged("An event of the stream has no end.", do="Check that it is a Mastodon server.")
        return None
