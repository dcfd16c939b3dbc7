"""The monthly pseudonym keys, one file a month."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from civicbeat.governance.privacy.once import make_once
from civicbeat.records.errors import KeyDestroyed, SettingError

KEY_BYTES = 32
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Keyring(Mapping[str, bytes]):
    """Month ``YYYY-MM`` (UTC) → 32-byte key; asking for a month without a key makes one.

    Keys are random and never derived from one another, so that destroying a month's file makes that month's
    pseudonyms unlinkable for good (charter rule 1). Files are readable by their owner only and made atomically, so that
    several processes may share the folder.

    A destroyed month stays so: a mark stands in place of its key, and a process that remembers the key forgets it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, tuple[int, bytes]] = {}

    @property
    def seals(self) -> Keyring:
        """The keys that seal (``sealing.Sealer``): of each month another one, in the folder beside."""
        return Keyring(self.folder.with_name("seals"))

    def __getitem__(self, month: str) -> bytes:
        """The key of ``month``.

        Raises:
            KeyError: ``month`` is not of the form YYYY-MM.
            KeyDestroyed: it had a key, which was destroyed.
            SettingError: the file of the key is damaged.
        """
        if self.is_destroyed(month):
            self._known.pop(month, None)
            raise KeyDestroyed(
                f"The pseudonym key of {month} was destroyed.", do="Nobody can make the codes of that month again."
            )
        if not _MONTH.fullmatch(month):
            raise KeyError(month)
        return self._read(self._path(month))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self.folder.glob("*.key")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def holds(self, month: str) -> bool:
        """Whether there is a key of ``month``; none is made."""
        return self._there(month, "key") and not self.is_destroyed(month)

    def is_destroyed(self, month: str) -> bool:
        """Whether the key of ``month`` was destroyed, or is being destroyed."""
        return self._there(month, "gone")

    def made_at(self, month: str) -> datetime:
        """When the key of ``month`` was made, or brought back from a backup.

        Raises:
            FileNotFoundError: there is none.
        """
        return datetime.fromtimestamp(self._path(month).stat().st_mtime, UTC)

    def forbid(self, month: str) -> None:
        """Puts the mark in place by which ``month`` has no key any more, here and in every process."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_once(self.folder / f"{month}.gone", b"")
        self._known.pop(month, None)

    def destroy(self, month: str) -> None:
        """Destroys the key of ``month`` for good: the mark first, so that none is made anew, then the key.

        Raises:
            KeyError: there is no such key.
        """
        if not self._there(month, "key"):
            raise KeyError(month)
        self.forbid(month)
        self.drop(month)

    def drop(self, month: str) -> None:
        """Destroys the key of ``month``; another is made should the month need one again.

        The file is written over before it goes. A disk that writes elsewhere, a snapshot or a copy may keep the old
        blocks: keep the folder on an encrypted disk, and out of copies.
        """
        with self._path(month).open("r+b") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        self._path(month).unlink()
        self._known.pop(month, None)

    def _there(self, month: str, kind: str) -> bool:
        return bool(_MONTH.fullmatch(month)) and (self.folder / f"{month}.{kind}").exists()

    def _path(self, month: str) -> Path:
        return self.folder / f"{month}.key"

    def _read(self, path: Path) -> bytes:
        """The key in a file, made if it is not there; remembered as long as the file is the same."""
        if not path.exists():
            self._make(path)
        made = path.stat().st_mtime_ns
        if path.stem not in self._known or self._known[path.stem][0] != made:
            key = path.read_bytes()
            if len(key) != KEY_BYTES:
                raise SettingError(
                    f"The pseudonym key of {path.stem} is damaged.", do=f"Restore {path.name} from your backup."
                )
            self._known[path.stem] = made, key
        return self._known[path.stem][1]

    def _make(self, path: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_once(path, secrets.token_bytes(KEY_BYTES))
