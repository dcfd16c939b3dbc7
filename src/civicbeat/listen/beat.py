"""Beat: one running civicbeat: the store, the workers and the collectors of one process."""

from __future__ import annotations

import threading
from functools import partial
from types import TracebackType
from typing import Self

from civicbeat.enrich.sentiment import Sentiment
from civicbeat.governance.switches.state import off, silent
from civicbeat.governance.turns import in_turn
from civicbeat.listen.corrections import corrected
from civicbeat.listen.intake import Intake, Said
from civicbeat.listen.passages import held_back
from civicbeat.listen.terms import own
from civicbeat.listen.workers import Workers
from civicbeat.records.errors import StoreUnavailable
from civicbeat.records.installation import Installation
from civicbeat.store.erasures import ErasureList
from civicbeat.store.store import Store

ROLL_UP_SECONDS = 20.0


def open_store(installation: Installation) -> Store:
    """The post store of ``installation``: a server where one is set, else embedded in its folder.

    Raises:
        StoreBusy: another process owns the embedded store.
        StoreUnavailable: it cannot be opened.
    """
    erasures = ErasureList(installation.erasures)
    if installation.posts_url:
        return Store.open(url=installation.posts_url, erasures=erasures, off=off, silent=silent)
    return Store.open(
        path=installation.posts, temporary=installation.temporary, erasures=erasures, off=off, silent=silent
    )


def up_to_date(store: Store) -> tuple[str, ...]:
    """Brings the schema of ``store`` up to date, in one process at a time; gives the migrations that were applied."""
    with in_turn("migrate"):
        return store.migrate()


class Beat:
    """What the faces of the program (console, command line, notebook) share within one process."""

    def __init__(self, installation: Installation, store: Store) -> None:
        self.installation = installation
        self.store = store
        self.workers = Workers(installation.workers, installation.keys, installation.sentiment_model, off)
        self.intake = Intake(store, self.workers, Said(corrected, partial(held_back, label=self.workers.label), own))
        self.stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def sentiment_version(self) -> str:
        """The version of the sentiment model in use."""
        return Sentiment(self.installation.sentiment_model).version

    @classmethod
    def open(cls, installation: Installation) -> Self:
        """Opens the store of ``installation``, brings its schema up to date and makes this the process's beat.

        Raises:
            StoreBusy: another process owns the embedded store.
            StoreUnavailable: it cannot be opened.
        """
        store = open_store(installation)
        up_to_date(store)
        beat = cls(installation, store)
        _open[:] = [beat]
        return beat

    def start(self, *loops: threading.Thread) -> None:
        """Keeps the roll-ups right in the background, and runs further ``loops`` (the collectors) beside it."""
        self._threads = [threading.Thread(target=self._roll_up, name="roll-up", daemon=True), *loops]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stops gracefully: pages under way are stored, then the workers end and the store is closed."""
        self.stopping.set()
        for thread in self._threads:
            thread.join()
        self.workers.close()
        self.store.close()
        if current_or_none() is self:
            _open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _roll_up(self) -> None:
        self.store.roll_up()
        while not self.stopping.wait(ROLL_UP_SECONDS):
            self.store.roll_up()


_open: list[Beat] = []


def current_or_none() -> Beat | None:
    """The process's beat, if one is open."""
    return _open[0] if _open else None


def current() -> Beat:
    """The process's beat.

    Raises:
        StoreUnavailable: none is open.
    """
    beat = current_or_none()
    if beat is None:
        raise StoreUnavailable("The post store is not open in this process.", do="Start it with civicbeat serve.")
    return beat
