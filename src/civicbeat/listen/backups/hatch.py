"""Hatch: how a process that has the embedded post store backs it up, or masks it again, when another one asks.

An embedded store belongs to one process. ``civicbeat backup`` runs beside ``civicbeat serve``, so it asks that
process, through a socket in the store's own folder, which only its owner may enter. One line of JSON says what is
wanted, further ones tell how far it is, and the last one what came of it.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import structlog
from django.db import connections

from civicbeat.listen.beat import Beat, open_store
from civicbeat.listen.masking import MaskedAgain, between, mask_again
from civicbeat.records.errors import CivicbeatError, StoreBusy, StoreError
from civicbeat.records.installation import Installation
from civicbeat.records.scope import Scope
from civicbeat.store.backup import Dumped, Told

LOOK_EVERY = 0.5
LONGEST_SILENCE = 600.0
"""Seconds between two words of the other process, which has one for every 65,000 rows that it reads."""

log = structlog.get_logger()


def dump(installation: Installation, folder: Path, kept_until: datetime, told: Told) -> Dumped:
    """Backs up the post store into ``folder``: here, or by the process that has it.

    Raises:
        StoreBusy: another process has it that cannot be asked.
        StoreError: it could not be done.
    """
    try:
        with open_store(installation) as store:
            return store.backup(folder, kept_until, told)
    except StoreBusy as busy:
        wanted = {"do": "backup", "folder": str(folder), "kept_until": kept_until.isoformat()}
        return Dumped(**_asked(installation, wanted, told, busy))


def mask(installation: Installation, first: str, last: str, scope: Scope, told: Told) -> MaskedAgain:
    """Masks the posts of the months from ``first`` to ``last`` again: here, or by the process that has the store.

    Raises:
        StoreBusy: another process has it that cannot be asked.
        StoreError: it could not be done.
    """
    try:
        with Beat.open(installation) as beat:
            return mask_again(beat, between(beat, first, last), scope, told)
    except StoreBusy as busy:
        wanted = {"do": "mask", "first": first, "last": last, "scope": asdict(scope)}
        return MaskedAgain(**_asked(installation, wanted, told, busy))


class Hatch(threading.Thread):
    """Waits for who asks, until the beat stops."""

    def __init__(self, beat: Beat) -> None:
        super().__init__(name="hatch", daemon=True)
        self._beat = beat

    def run(self) -> None:
        """Answers one after the other. Where no socket can be made, backups are made while the program is stopped."""
        if self._beat.installation.posts_url:
            return  # a server's store is open to every process
        path = _path(self._beat.installation)
        try:
            with _listening(path) as listening:
                while not self._beat.stopping.is_set():
                    self._answer_next(listening)
        except OSError as error:
            log.warning("backups cannot be asked for while this runs", reason=type(error).__name__)

    def _answer_next(self, listening: socket.socket) -> None:
        try:
            asking, _ = listening.accept()
        except TimeoutError:
            return
        try:
            with asking, asking.makefile("rw", encoding="utf-8") as line:
                asking.settimeout(LONGEST_SILENCE)
                self._answer(line)
        except OSError:  # whoever asked is gone: what was written so far is theirs to remove
            log.warning("a backup was broken off")
        except (ValueError, TypeError, LookupError, AttributeError):
            log.warning("what was asked at the hatch cannot be read")

    def _answer(self, line: IO[str]) -> None:
        asked = json.loads(line.readline())

        def told(what: str, done: int) -> None:
            _say(line, at=what, done=done)

        try:
            came = ERRANDS[asked["do"]](self._beat, asked, told)
        except CivicbeatError as error:
            _say(line, what=error.what, do=error.do)
        else:
            _say(line, came=asdict(came))


def _backup(beat: Beat, asked: Mapping[str, Any], told: Told) -> Dumped:
    return beat.store.backup(Path(asked["folder"]), datetime.fromisoformat(asked["kept_until"]), told)


def _mask(beat: Beat, asked: Mapping[str, Any], told: Told) -> MaskedAgain:
    try:
        return mask_again(beat, between(beat, asked["first"], asked["last"]), Scope(**asked["scope"]), told)
    finally:
        connections.close_all()


ERRANDS: Mapping[str, Callable[[Beat, Mapping[str, Any], Told], Dumped | MaskedAgain]] = {
    "backup": _backup,
    "mask": _mask,
}


def _asked(installation: Installation, wanted: Mapping[str, Any], told: Told, busy: StoreBusy) -> dict[str, Any]:
    """What came of it where the process that has the store did what is ``wanted``."""
    with socket.socket(socket.AF_UNIX) as asking:
        try:
            asking.connect(str(_path(installation)))
        except OSError:
            raise busy from None
        asking.settimeout(LONGEST_SILENCE)
        with asking.makefile("rw", encoding="utf-8") as line:
            _say(line, **wanted)
            for said in line:
                answer: dict[str, Any] = json.loads(said)
                if "at" in answer:
                    told(answer["at"], answer["done"])
                elif "came" in answer:
                    came: dict[str, Any] = answer["came"]
                    return came
                else:
                    raise StoreError(answer["what"], do=answer["do"])
    raise StoreError("The process that has the post store ended.", do="Try again.")


def _say(line: IO[str], **what: Any) -> None:
    line.write(json.dumps(what) + "\n")
    line.flush()


def _path(installation: Installation) -> Path:
    return installation.posts / "hatch.sock"


@contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    path.unlink(missing_ok=True)  # whoever has the store is alone here: another's is left from a process that is gone
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen(1)
        listening.settimeout(LOOK_EVERY)
        try:
            yield listening
        finally:
            path.unlink(missing_ok=True)
