"""Workers: the processes that understand pages, replaced when one dies."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pyarrow as pa

from civicbeat.listen.understand import Understood, label, prepare, understand
from civicbeat.records.post import ENRICHED
from civicbeat.records.switched_off import Off, none_off
from civicbeat.sources.contract import Raw, Rejected, Source


class Workers:
    """A pool of spawned processes (never forked: the embedded store's threads would not survive it).

    Args:
        count: how many.
        keys: folder of the pseudonym keys.
        sentiment_model: folder of the classifier that takes the place of the packaged one.
        off: gives the models that are to say nothing of the pages that are submitted now.
    """

    def __init__(self, count: int, keys: Path, sentiment_model: Path | None = None, off: Off = none_off) -> None:
        self.count = count
        self._prepared = (keys, sentiment_model)
        self._off = off
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Starts the processes now rather than with the first page."""
        pool = self._running()
        for _ in range(self.count):
            pool.submit(_awake)

    def submit(self, source: Source, raws: Sequence[Raw]) -> Future[Understood]:
        """Starts to understand a page; ``collect`` gives its result. Without items it costs nothing."""
        if not raws:
            nothing: Future[Understood] = Future()
            nothing.set_result(Understood(pa.RecordBatch.from_pylist([], schema=ENRICHED), (), ()))
            return nothing
        off = frozenset(self._off())
        try:
            return self._running().submit(understand, source, raws, off)
        except BrokenProcessPool:
            self._drop()
            return self._running().submit(understand, source, raws, off)

    def collect(self, under_way: Future[Understood], source: Source, raws: Sequence[Raw]) -> Understood:
        """The result of a submitted page; where its process died, the page is tried again apart from the others."""
        try:
            return under_way.result()
        except BrokenProcessPool:
            self._drop()
            return self._apart(source, raws)

    def label(self, masked: pa.RecordBatch) -> pa.RecordBatch:
        """A ``MASKED`` batch as ``ENRICHED``; raises what an enricher raises."""
        off = frozenset(self._off())
        try:
            return self._running().submit(label, masked, off).result()
        except BrokenProcessPool:
            self._drop()
            return self._running().submit(label, masked, off).result()

    def renew(self) -> None:
        """Others take the place of the processes, which end with the pages they have: what they remember goes too."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    def close(self) -> None:
        """Lets running pages finish and ends the processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _apart(self, source: Source, raws: Sequence[Raw]) -> Understood:
        """In a process of its own, halved until an item that ends its process stands alone and is set aside.

        Other pages cannot be blamed for its death there, nor can it take them along.
        """
        pool = self._made(1)
        try:
            return pool.submit(understand, source, raws, frozenset(self._off())).result()
        except BrokenProcessPool:
            if len(raws) == 1:
                lost = Rejected(f"one item of {source.name}", "ends-worker", "It ended the process that read it.")
                return Understood(pa.RecordBatch.from_pylist([], schema=ENRICHED), (lost,), ())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        middle = len(raws) // 2
        first, second = self._apart(source, raws[:middle]), self._apart(source, raws[middle:])
        return Understood(
            pa.concat_batches([first.batch, second.batch]),
            first.rejected + second.rejected,
            first.failed + second.failed,
            first.sealed + second.sealed,
        )

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = self._made(self.count)
            return self._pool

    def _made(self, count: int) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(count, spawn, initializer=prepare, initargs=self._prepared)

    def _drop(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _awake() -> None:
    """Does nothing: a process that can run it is up."""
