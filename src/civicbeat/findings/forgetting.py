"""Forgetting: labels leave soon after the post they are about, whether or not anybody opens a page."""

from __future__ import annotations

import threading

import structlog
from django.db import DatabaseError, close_old_connections

from civicbeat.findings.labelling import forget_withdrawn
from civicbeat.records.errors import CivicbeatError
from civicbeat.store.store import Store

LOOK_EVERY = 300.0

log = structlog.get_logger()


class Forgetter(threading.Thread):
    """The thread that looks every few minutes for posts that were erased or are gone, until ``stopping`` is set."""

    def __init__(self, store: Store, stopping: threading.Event, every: float = LOOK_EVERY) -> None:
        super().__init__(name="forgetter", daemon=True)
        self._store = store
        self._stopping = stopping
        self._every = every

    def run(self) -> None:
        """Until the process stops; what cannot be looked for now is looked for the next time."""
        while not self._stopping.wait(self._every):
            try:
                forget_withdrawn(self._store)
            except (CivicbeatError, DatabaseError):
                log.exception("labels of posts that are gone cannot be looked for")
            finally:
                close_old_connections()
