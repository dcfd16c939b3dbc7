"""Forgetting: labels leave soon after the post they are about, whether or not anybody opens a page."""

from __future__ import annotations

import threading

from civicbeat.findings.labelling import forget_withdrawn
from civicbeat.governance.loop import Loop
from civicbeat.store.store import Store

LOOK_EVERY = 300.0


class Forgetter(Loop):
    """Looks every few minutes for posts that were erased or are gone."""

    def __init__(self, store: Store, stopping: threading.Event, every: float = LOOK_EVERY) -> None:
        super().__init__("forgetter", stopping, first=every, after_fault=every)
        self._store, self._every = store, every

    def work(self) -> float:
        """Removes labels of posts that left since the last time."""
        forget_withdrawn(self._store)
        return self._every
