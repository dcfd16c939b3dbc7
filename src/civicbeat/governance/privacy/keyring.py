"""The monthly pseudonym keys, one file a month."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from civicbeat.governance.privacy.once import make_once
from civicbeat.records.errors import SettingError

KEY_BYTES = 32
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Keyring(Mapping[str, bytes]):
    """Month ``YYYY-MM`` (UTC) → 32-byte key; asking for a month without a key makes one.

    Keys are random and never derived from one another, so that destroying a month's file makes that month's
    pseudonyms unlinkable for good (charter rule 1). Files are readable by their owner only and made atomically, so that
    several processes may share the folder.

    A destroyed month stays so: a mark stands in place of its key, and no process uses what it remembers of it. A post
    of it that comes later gets its code from a key that is never written and ends with the process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, bytes] = {}
        self._passing: dict[str, bytes] = {}

    def __getitem__(self, month: str) -> bytes:
        """The key of ``month``.

        Raises:
            KeyError: ``month`` is not of the form YYYY-MM.
            SettingError: the file of the key is damaged.
        """
        if self.is_destroyed(month):
            self._known.pop(month, None)
            return self._passing.setdefault(month, secrets.token_bytes(KEY_BYTES))
        if month not in self._known:
            if not _MONTH.fullmatch(month):
                raise KeyError(month)
            self._known[month] = self._read_or_make(month)
        return self._known[month]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self.folder.glob("*.key")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def holds(self, month: str) -> bool:
        """Whether there is a key of ``month``; none is made."""
        return bool(_MONTH.fullmatch(month)) and (self.folder / f"{month}.key").exists()

    def is_destroyed(self, month: str) -> bool:
        """Whether the key of ``month`` was destroyed."""
        return bool(_MONTH.fullmatch(month)) and (self.folder / f"{month}.gone").exists()

    def destroy(self, month: str) -> None:
        """Destroys the key of ``month`` for good: the mark first, so that none is made anew, then the key.

        The file is written over before it goes. A disk that writes elsewhere, a snapshot or a copy may keep the old
        blocks: keep the folder on an encrypted disk, and out of copies.

        Raises:
            KeyError: there is no such key.
        """
        if not self.holds(month):
            raise KeyError(month)
        make_once(self.folder / f"{month}.gone", b"")
        path = self.folder / f"{month}.key"
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        self._known.pop(month, None)

    def _read_or_make(self, month: str) -> bytes:
        path = self.folder / f"{month}.key"
        if not path.exists():
            self._make(path)
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise SettingError(f"The pseudonym key of {month} is damaged.", do=f"Restore {path.name} from your backup.")
        return key

    def _make(self, path: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_once(path, secrets.token_bytes(KEY_BYTES))
