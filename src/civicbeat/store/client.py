"""Client: one way to speak to ClickHouse, embedded in this process or on a server by URL.

Clients are lent, not tied to threads: a console's requests run in short-lived threads, and one client serves one thread
at a time (measured: 98 questions/s with a client each against 50 with a shared one).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from typing import Any
from xml.sax.saxutils import escape

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.client import Client

from civicbeat.records.errors import SchemaMismatch
from civicbeat.store.faults import answering, mapped
from civicbeat.store.lock import FolderLock

LENT_AT_ONCE = 6
OLDEST_SERVER = (26, 9, 1)
QUESTION_SECONDS = 10
ORDER_SECONDS = 600
BACKUPS = "backups"

_SETTINGS = {
    "max_execution_time": QUESTION_SECONDS,
    # The engine gives each thread 1 GiB by default: under the cap below, every question would get one thread alone.
    "max_threads_min_free_memory_per_thread": 100_000_000,
    "use_text_index_postings_cache": 1,
    # Answered from the notes of the parts, a bare count would forget which months a hint leaves out (decision 0010).
    "optimize_use_implicit_projections": 0,
    "max_memory_usage": 1_200_000_000,
    "max_bytes_before_external_group_by": 600_000_000,
    "max_bytes_before_external_sort": 600_000_000,
    "max_result_rows": 2_000_000,
    "max_query_size": 16_000_000,
    "do_not_merge_across_partitions_select_final": 1,
    "output_format_arrow_string_as_string": 1,
}

_CONFIG = """<clickhouse>
  <max_server_memory_usage>1700000000</max_server_memory_usage>
  <mark_cache_size>134217728</mark_cache_size>
  <primary_index_cache_size>134217728</primary_index_cache_size>
  <index_mark_cache_size>67108864</index_mark_cache_size>
  <text_index_tokens_cache_size>67108864</text_index_tokens_cache_size>
  <text_index_header_cache_size>67108864</text_index_header_cache_size>
  <text_index_postings_cache_size>134217728</text_index_postings_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <backups><allowed_path>{backups}</allowed_path></backups>
</clickhouse>
"""


class Clients:
    """Up to ``LENT_AT_ONCE`` clients of one store."""

    def __init__(
        self, options: Mapping[str, Any], lock: FolderLock | None = None, temporary: Path | None = None
    ) -> None:
        self._options = dict(options)
        self._lock = lock
        self._free: LifoQueue[Client | None] = LifoQueue()
        self._temporary = _Temporary(temporary) if temporary is not None else None
        self.embedded = lock is not None
        for _ in range(LENT_AT_ONCE):
            self._free.put(None)
        try:
            self.version = self._first()
        except BaseException:
            self.close()
            raise

    @classmethod
    def embedded_in(cls, folder: Path, temporary: Path | None) -> Clients:
        """Clients of the engine inside this process, with its data in ``folder``.

        Raises:
            StoreBusy: another process owns the folder.
            StoreUnavailable: the engine does not start there.
        """
        lock = FolderLock(folder)
        config = folder / "engine.xml"
        config.write_text(_CONFIG.format(backups=escape(str((folder / BACKUPS).resolve()))))
        options = {"interface": "chdb", "path": str(folder), "chdb_options": {"config-file": str(config.resolve())}}
        return cls(options, lock, temporary or folder / "tmp")

    @classmethod
    def of_server(cls, url: str) -> Clients:
        """Clients of the server at ``url`` (``http://user:secret@host:8123/database``).

        Raises:
            StoreUnavailable: it does not answer.
            SchemaMismatch: it is older than ``OLDEST_SERVER``, which never drops expired posts.
        """
        return cls({"dsn": url, "autogenerate_session_id": False, "form_encode_query_params": True})

    @contextmanager
    def lent(self) -> Iterator[Client]:
        """A client for the calling thread alone; driver errors come out as ours."""
        client = self._free.get()
        try:
            with mapped():
                if client is None:
                    client = self._new()
                yield client
        finally:
            self._free.put(client)

    def rows(self, sql: str, bound: Mapping[str, Any] | None = None, **settings: Any) -> Sequence[Sequence[Any]]:
        """The rows ``sql`` gives."""
        with self.lent() as client, answering():
            return client.query(sql, parameters=dict(bound or {}), settings=settings).result_rows

    def arrow(self, sql: str, bound: Mapping[str, Any] | None = None, **settings: Any) -> pa.Table:
        """What ``sql`` gives, as an Arrow table."""
        with self.lent() as client, answering():
            return client.query_arrow(sql, parameters=dict(bound or {}), settings=settings)

    def stream(self, sql: str, bound: Mapping[str, Any] | None = None, **settings: Any) -> Iterator[pa.RecordBatch]:
        """What ``sql`` gives, a block in memory at a time, however much it is and however long it takes."""
        free = {"max_execution_time": 0, "max_result_rows": 0} | settings
        with self.lent() as client, answering():
            asked = client.query_arrow_stream(sql, parameters=dict(bound or {}), settings=free)
            with asked as batches:
                yield from batches

    def order(self, sql: str, bound: Mapping[str, Any] | None = None, **settings: Any) -> None:
        """Runs a statement that changes something."""
        limits = {"max_execution_time": ORDER_SECONDS} | settings
        with self.lent() as client:
            client.command(sql, parameters=dict(bound or {}), settings=limits)

    def insert(self, table: str, rows: pa.Table, **settings: Any) -> None:
        """Adds ``rows``; acknowledged when this returns."""
        with self.lent() as client:
            client.insert_arrow(table, rows, settings={"max_execution_time": ORDER_SECONDS} | settings)

    def close(self) -> None:
        """Closes every client and lets another process open the store."""
        while not self._free.empty():
            client = self._free.get()
            if client is not None:
                client.close()
        if self._temporary is not None:
            self._temporary.restore()
        if self._lock is not None:
            self._lock.release()

    def _new(self) -> Client:
        return clickhouse_connect.get_client(settings=_SETTINGS, tz_mode="aware", **self._options)

    def _first(self) -> str:
        with self.lent() as client:
            version = str(client.server_version)
        if not self.embedded and tuple(int(part) for part in version.split(".")[:3]) < OLDEST_SERVER:
            raise SchemaMismatch(
                f"The ClickHouse server is {version}; expired posts with a word index are dropped only since 26.9.1.",
                do="Update the server.",
            )
        return version


class _Temporary:
    """The process's temporary files go to a private folder that is wiped first.

    The embedded engine takes each insert from a temporary file; a killed process leaves the posts in it.
    """

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._before = tempfile.tempdir
        tempfile.tempdir = str(folder)

    def restore(self) -> None:
        tempfile.tempdir = self._before
