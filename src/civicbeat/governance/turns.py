"""Turns: of several processes of one installation, one at a time does a piece of work.

A turn ends with the process that has it, however that ends: PostgreSQL frees the advisory locks of a session that is
gone, the kernel those on the files of a process. No clocks are compared, and nothing expires under whoever still works.

::

    with turn("watch") as mine:       # one process, or nobody here: work in the background
        if mine: ...
    with alone("topics of water"):    # one after the other: what is looked up inside is still so when it is saved
        ...
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

LOOK_EVERY = 0.2
FOLDER = "turns"


class Turns:
    """The turns that this process has; all of them hang on one session of the database, or each on a file."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._mine: dict[str, IO[bytes] | None] = {}
        self._session: BaseDatabaseWrapper | None = None

    def take(self, name: str) -> bool:
        """Whether the turn is now the caller's; not if another process or thread has it.

        Raises:
            OperationalError: the database does not answer.
        """
        with self._guard:
            if name in self._mine:
                return False
            if connection.vendor == "postgresql":
                if self._locked(name):
                    self._mine[name] = None
                    return True
                self._end_session_unless_needed()
                return False
            file = _locked_file(name)
            if file is None:
                return False
            self._mine[name] = file
            return True

    def give_back(self, name: str) -> None:
        """Lets others have the turn."""
        with self._guard:
            file = self._mine.pop(name, None)
            if file is not None:
                file.close()
            else:
                self._unlock(name)

    def _locked(self, name: str) -> bool:
        """Whether the session has the lock; one that broke, and with it all its locks, is begun anew."""
        if self._session is not None:
            try:
                return _try_lock(self._session, name)
            except DatabaseError:
                self._end_session()
        self._session = _new_session()
        for other in self._mine:
            _try_lock(self._session, other)
        return _try_lock(self._session, name)

    def _unlock(self, name: str) -> None:
        try:
            if self._session is not None:
                with self._session.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number(name)])
        except DatabaseError:  # the session broke, and its locks with it
            self._end_session()
        self._end_session_unless_needed()

    def _end_session_unless_needed(self) -> None:
        if not self._mine:
            self._end_session()

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None


_turns = Turns()


@contextmanager
def turn(name: str) -> Iterator[bool]:
    """Gives whether ``name`` is the caller's to do until the block ends, or somebody else's already."""
    mine = _turns.take(name)
    try:
        yield mine
    finally:
        if mine:
            _turns.give_back(name)


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Waits until ``name`` is the caller's to do, for as long as others take."""
    while not _turns.take(name):
        time.sleep(LOOK_EVERY)
    try:
        yield
    finally:
        _turns.give_back(name)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """A transaction that begins when no other one of this ``name`` is under way, in any process.

    Raises:
        OperationalError: the others took too long.
    """
    with transaction.atomic():  # in SQLite, it has the only writer's lock from its beginning
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number(name)])
        yield


def number(name: str) -> int:
    """The number by which PostgreSQL knows a name: 64 bits, signed."""
    return int.from_bytes(blake2b(f"civicbeat {name}".encode(), digest_size=8).digest(), "big", signed=True)


def _try_lock(session: BaseDatabaseWrapper, name: str) -> bool:
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number(name)])
        return bool(cursor.fetchone()[0])


def _new_session() -> BaseDatabaseWrapper:
    session = connection.copy()
    session.inc_thread_sharing()  # used by one thread at a time, of several
    return session


def _locked_file(name: str) -> IO[bytes] | None:
    folder = Path(connection.settings_dict["NAME"]).with_name(FOLDER)
    folder.mkdir(mode=0o700, exist_ok=True)
    file = (folder / f"{number(name):x}".replace("-", "n")).open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
