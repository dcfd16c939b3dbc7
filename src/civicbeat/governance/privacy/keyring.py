"""The monthly pseudonym keys, one file a month."""

from __future__ import annotations

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
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, bytes] = {}

    def __getitem__(self, month: str) -> bytes:
        """The key of ``month``.

        Raises:
            KeyError: ``month`` is not of the form YYYY-MM.
            SettingError: the file of the key is damaged.
        """
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
        return bool(_MONTH.fullmatch(month)) and (month in self._known or (self.folder / f"{month}.key").exists())

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
