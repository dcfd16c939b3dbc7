"""Memory: which posts were kept, so that a deletion upstream is known to be one of ours.

The cursor holds a post's key and a digest over author and key, never the author: whoever does not know an author
already cannot tell from it which posts are by the same one.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b

MOST = 5_000
_KEY = 13
_ENTRY = _KEY + 8


class Memory:
    """The last ``MOST`` posts that were kept, the oldest first. Keys are record keys of ``_KEY`` characters."""

    def __init__(self, written: object) -> None:
        """Args: ``written`` as ``str`` gave it; anything else is an empty memory."""
        text = written if isinstance(written, str) and len(written) % _ENTRY == 0 else ""
        self._kept = dict.fromkeys(text[at : at + _ENTRY] for at in range(0, len(text), _ENTRY))

    def __str__(self) -> str:
        return "".join(self._kept)

    def knows(self, did: str, key: str) -> bool:
        """Whether a post is remembered."""
        return _entry(did, key) in self._kept

    def keep(self, did: str, key: str) -> None:
        """Remembers a post; the oldest is forgotten for it."""
        self._kept[_entry(did, key)] = None
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def drop(self, did: str, key: str) -> bool:
        """Forgets a post; whether it was remembered."""
        known = self.knows(did, key)
        self._kept.pop(_entry(did, key), None)
        return known

    def drop_all(self, did: str) -> list[str]:
        """Forgets all posts of an author, and gives their keys."""
        keys = [entry[:_KEY] for entry in self._kept]
        return [key for key in keys if self.drop(did, key)]


def _entry(did: str, key: str) -> str:
    digest = blake2b(f"{did} {key}".encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return key + urlsafe_b64encode(digest).decode()
