"""Lock: one process at a time owns the folder of an embedded store, and says which."""

from __future__ import annotations

import fcntl
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from civicbeat.records.errors import StoreBusy, StoreUnavailable

NAME = "civicbeat.lock"


class FolderLock:
    """An advisory lock on a folder; the kernel lets go of it when the process ends, however it ends.

    Raises:
        StoreBusy: another process, or this one a second time, owns the folder.
        StoreUnavailable: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file: IO[str] = (folder / NAME).open("a+", encoding="utf-8")
        except OSError as error:
            raise StoreUnavailable(
                f"The folder {folder} cannot be written.", do="Give this account the right to write there."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = self._owner()
            self._file.close()
            raise StoreBusy(
                f"The post store in {folder} is in use by {owner}.", do="Stop that process or ask it instead."
            ) from error
        self._sign()

    def release(self) -> None:
        """Lets another process open the folder."""
        self._file.close()

    def _sign(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip()
        self._file.write(f"process {os.getpid()} ({command}), since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        self._file.flush()

    def _owner(self) -> str:
        self._file.seek(0)
        return self._file.read(200).strip() or "another process"
