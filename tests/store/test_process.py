"""The embedded store and the processes around it: one owner, killed owners."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.store.making import START, batch, crowd

from civicbeat.records.errors import QueryTooExpensive, StoreBusy, StoreFull, StoreUnavailable
from civicbeat.store.client import Clients
from civicbeat.store.faults import mapped
from civicbeat.store.store import Store
from civicbeat.store.write import Written

ROOT = Path(__file__).parents[2]
KILLS = 3
BATCHES = 60

WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tests.store.making import START, batch
from datetime import timedelta
from civicbeat.store.store import Store

with Store.open(path=Path(sys.argv[1])) as store:
    store.migrate()
    for n in range(int(sys.argv[2]), int(sys.argv[3])):
        rows = [{"id": n * 100 + i + 1, "published_at": START + timedelta(days=i)} for i in range(100)]
        store.write(batch(rows), token=str(n))
        print(n, flush=True)
"""

HOLDER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from civicbeat.store.store import Store

with Store.open(path=Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


def child(code, *arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip


def test_kill_9_loses_and_doubles_nothing(tmp_path):
    """A writer is killed amid its batches (each crosses four months) and started again where it was told.

    Three times here, where every row can be looked at; ten times end to end in ``tests/cli/test_killed.py``.
    """
    acknowledged = -1
    for turn in range(KILLS):
        writer = child(WRITER, tmp_path, acknowledged + 1, BATCHES)
        for _ in range(1 + turn % 3):
            line = writer.stdout.readline()
            if line:
                acknowledged = int(line)
        writer.send_signal(signal.SIGKILL)
        rest = writer.communicate()[0].split()
        acknowledged = int(rest[-1]) if rest else acknowledged
    with Store.open(path=tmp_path) as store:
        assert list((tmp_path / "tmp").iterdir()) == [], "what killed inserts left behind is wiped"
        ids = [row[0] for row in store._clients.rows("SELECT id FROM posts FINAL ORDER BY id")]
        assert len(ids) == len(set(ids))
        assert set(range(1, (acknowledged + 1) * 100 + 1)) <= set(ids)
        rows = batch([{"id": i, "published_at": START} for i in ids])
        assert store.write(rows, token="again") == Written(repeated=len(ids))


def test_a_second_process_is_told_which_one_has_the_store(tmp_path):
    holder = child(HOLDER, tmp_path)
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(StoreBusy, match=f"process {holder.pid}"):
        Store.open(path=tmp_path)
    holder.communicate("")
    Store.open(path=tmp_path).close()


def test_a_second_store_in_one_process_is_refused(tmp_path):
    with Store.open(path=tmp_path / "one"):
        with pytest.raises(StoreBusy):
            Store.open(path=tmp_path / "one")
        with pytest.raises(StoreUnavailable, match="does not start"):
            Store.open(path=tmp_path / "two")


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        Store.open(path=tmp_path / "file" / "posts")


def test_neither_folder_nor_address():
    with pytest.raises(StoreUnavailable):
        Store.open()


def test_a_server_that_does_not_answer():
    with pytest.raises(StoreUnavailable):
        Store.open(url="http://127.0.0.1:9/default")


def test_a_full_disk_is_said_and_acknowledges_nothing(tmp_path, monkeypatch):
    with Store.open(path=tmp_path) as store:
        store.migrate()

        def full(self, table, rows, **settings):
            with mapped():
                raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(Clients, "insert", full)
            with pytest.raises(StoreFull):
                store.write(batch(crowd(5)), token="a")
        assert store.write(batch(crowd(5)), token="a") == Written(new=5)


@pytest.mark.parametrize("said", ["SELECT count()", "SELECT number"])
@pytest.mark.parametrize("way", ["arrow", "rows"])
def test_an_answer_that_breaks_off_is_too_expensive(tmp_path, way, said):
    """The embedded engine gives half an answer, or a text in the place of one, when its time is over."""
    sql = f"{said} FROM numbers(40) WHERE sleepEachRow(0.1) = 0"
    with Store.open(path=tmp_path) as store, pytest.raises(QueryTooExpensive):
        getattr(store._clients, way)(
            sql, max_execution_time=1, max_block_size=1, timeout_before_checking_execution_speed=0
        )


def test_many_threads_may_ask_while_one_writes(tmp_path):
    with Store.open(path=tmp_path) as store, ThreadPoolExecutor(12) as pool:
        store.migrate()
        asked = [pool.submit(store.pulse) for _ in range(60)]
        for n in range(5):
            store.write(batch(crowd(20, first=n * 20 + 1)), token=str(n))
        assert all(task.result().posts % 10 == 0 for task in asked)
        assert store.pulse().posts == 100
