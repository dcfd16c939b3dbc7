"""Pending: uploaded files that wait for a person to confirm their mapping. In memory only, for a short time."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from io import BytesIO

KEPT_SECONDS = 20 * 60
MOST_BYTES = 600 * 2**20


@dataclass(frozen=True, slots=True)
class Upload:
    """One file, whose it is, and since when it waits."""

    name: str
    content: bytes
    owner: int
    since: float = field(default_factory=time.monotonic)

    def stream(self) -> BytesIO:
        """The file from its beginning; every reader has a position of its own."""
        return BytesIO(self.content)


class Pending:
    """Uploads by token; the oldest go first when there is no room, and all of them after a while."""

    def __init__(self) -> None:
        self._uploads: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def keep(self, upload: Upload) -> str:
        """Keeps a file and gives the token under which it waits."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._uploads[token] = upload
            self._forget()
        return token

    def get(self, token: str, owner: int) -> Upload | None:
        """The file, if it still waits and is this person's."""
        with self._lock:
            self._forget()
            found = self._uploads.get(token)
        return found if found is not None and found.owner == owner else None

    def drop(self, token: str) -> None:
        """Forgets a file."""
        with self._lock:
            self._uploads.pop(token, None)

    def _forget(self) -> None:
        now = time.monotonic()
        for token, upload in list(self._uploads.items()):
            too_much = sum(len(u.content) for u in self._uploads.values()) > MOST_BYTES
            if now - upload.since > KEPT_SECONDS or (too_much and len(self._uploads) > 1):
                del self._uploads[token]


PENDING = Pending()
