"""Erasures: the list of what was erased, kept outside both stores, so that a backup cannot bring it back.

A line says when, what kind of thing, and which: ``2026-03-05T10:12:33.123456Z post 1234567890``. It is on disk before
a post is erased, so that whatever a crash leaves, the list knows it. Lines are only added.

===========  ==========================================  ===========================================================
kind         which                                       what a restore does
===========  ==========================================  ===========================================================
``post``     id of a post that was erased here           erases it and refuses it
``gone``     id of a post that was deleted at its source  makes it gone
``record``   ``app.model key`` of a record               removes it
``closed``   ``app.model key`` of an account              closes it
``key``      month of a pseudonym key that was destroyed  leaves that key out
``passage``  ``post kind length digest`` of words in a    masks them again
             post that are personal data
``backup``   id of a backup                              nothing: it shows that the list is as new as that backup
===========  ==========================================  ===========================================================

Ids of posts are hashes, and so are passages, by a key: nothing in the list tells what was said, or by whom.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from civicbeat.records.errors import StoreError, StoreFull, StoreUnavailable, UnreadableFile

_LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (post|gone|record|closed|key|passage|backup) (\S(?:.*\S)?)"
)
LONGEST_LINE = 400
_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


class Kind(StrEnum):
    """What was erased."""

    POST = "post"
    GONE = "gone"
    RECORD = "record"
    CLOSED = "closed"
    KEY = "key"
    PASSAGE = "passage"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line: at ``moment``, ``which`` of that ``kind``."""

    moment: datetime
    kind: Kind
    which: str


class ErasureList:
    """The list in the file ``path``; several processes of a machine may add to it at once.

    The file is readable by its owner only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, kind: Kind, which: Iterable[object]) -> None:
        """Adds a line for each of ``which``, now; on disk when this returns.

        Raises:
            StoreFull: there is no room for it; nothing may be erased then.
            StoreUnavailable: the file cannot be written.
        """
        now = datetime.now(UTC)
        self._append([Erasure(now, kind, str(one)) for one in which])

    def take_over(self, erasures: Iterable[Erasure]) -> None:
        """Adds the lines of another list that are not here yet, with the moments they have there."""
        known = set(self.read())
        self._append([one for one in erasures if one not in known])

    def read(self) -> tuple[Erasure, ...]:
        """The lines, in their order; none where there is no file. One that a crash cut off is left out.

        Raises:
            UnreadableFile: the file cannot be read, or something else stands in it.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFile(f"{self.path} cannot be read.", do="Take another copy of the list.") from error
        return tuple(self._line(number, line) for number, line in enumerate(text.split("\n")[:-1], 1))

    def _line(self, number: int, line: str) -> Erasure:
        found = _LINE.fullmatch(line)
        if found is None:
            raise UnreadableFile(
                f"Line {number} of {self.path.name} is no line of a list of erasures.", do="Take another copy of it."
            )
        moment, kind, which = found.groups()
        try:
            at = datetime.strptime(moment, _FORM).replace(tzinfo=UTC)
        except ValueError as error:
            raise UnreadableFile(
                f"Line {number} of {self.path.name} has no such moment.", do="Take another copy of it."
            ) from error
        return Erasure(at, Kind(kind), which)

    def _append(self, erasures: Sequence[Erasure]) -> None:
        if not erasures:
            return
        lines = "".join(f"{one.moment.strftime(_FORM)} {one.kind} {one.which}\n" for one in erasures)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                _cut_off_what_is_half(file)
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _cannot(self.path, error) from error


def _cut_off_what_is_half(file: IO[bytes]) -> None:
    """Removes a last line that a crash left unfinished: what it tells of was not erased."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - LONGEST_LINE))
    tail = file.read()
    file.truncate(end - len(tail) + tail.rfind(b"\n") + 1)
    file.seek(0, os.SEEK_END)


def _cannot(path: Path, error: OSError) -> StoreError:
    kind = StoreFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreUnavailable
    return kind(
        f"The list of erasures {path} cannot be written; nothing was erased.",
        do="Make room there, and see that this account may write to it.",
    )
