"""Backups: how long both stores take to be written out and brought back, how large, with how much memory.

Each step is a process of its own, as people run it, so that its peak of memory is its own: so is loading, whose memory
a process that it starts would be charged with. Beside it stands
ClickHouse's own ``BACKUP … TO File`` and ``RESTORE`` of the same post store in the same run: it copies the parts as
they are, with what is expired or replaced by an edit, knows no records, and goes back into ClickHouse only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.table import Table

PACKAGES = ("chdb", "clickhouse-connect", "pyarrow")
SIZES = (200_000, 1_000_000)
ROUNDS = 3
POSTS_A_RECORD = 20
_COMMAND = "import sys; from civicbeat.cli.main import main; sys.argv = ['civicbeat', *sys.argv[1:]]; main()"
_LOAD = """
import sys
from pathlib import Path
from bench.store import load, settled
from civicbeat.store.store import Store
with Store.open(path=Path(sys.argv[1])) as store:
    store.migrate()
    load(store, int(sys.argv[2]))
    store.roll_up()
    settled(store)
"""
_FILL = """
import sys, django
django.setup()
from django.db import transaction
from civicbeat.governance.audit import chain
from civicbeat.records.scope import Scope
scope = Scope(agency="water", person="lan", purpose="Where does it flood?")
with transaction.atomic():
    for n in range(int(sys.argv[1])):
        chain.record(scope, "look", f"topic {n % 9}", query="flooding", shown=n)
"""
_OWN = """
import sys
from pathlib import Path
from civicbeat.store.store import Store
with Store.open(path=Path(sys.argv[1])) as store:
    [[database]] = store._clients.rows("SELECT currentDatabase()")
    store._clients.order(f"{sys.argv[2]} DATABASE {database} {sys.argv[3]} File('own')", max_execution_time=0)
    print(*store._clients.rows("SELECT count() FROM posts")[0])
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended: the seconds it took, its peak of memory in MB, and what it said."""

    seconds: float
    memory: float
    said: str


def run(options: argparse.Namespace) -> list[Table]:
    """Of each size that ``options.posts`` allows."""
    sizes = [size for size in SIZES if size <= options.posts] or [options.posts]
    rows = [row for size in sizes for row in _measured(size, options.work)]
    note = (
        f"median of {ROUNDS} rounds, each step a process of its own, its start included;"
        f" load of the machine {os.getloadavg()[0]:.1f}"
    )
    columns = (
        "posts",
        "what",
        "backing up, s",
        "peak, MB",
        "written, MB",
        "bytes a post",
        "restoring, s",
        "peak of that, MB",
    )
    return [Table("Backup and restore", columns, tuple(rows), note, PACKAGES)]


def _measured(posts: int, work: Path | None) -> list[tuple[object, ...]]:
    with tempfile.TemporaryDirectory(dir=work) as folder:
        place = Path(folder)
        _ran(_LOAD, [str(place / "data" / "posts"), str(posts)], place, "data")
        _ran(_COMMAND, ["migrate"], place, "data")
        _ran(_FILL, [str(posts // POSTS_A_RECORD)], place, "data")
        return [_row(posts, name, [step(place) for _ in range(ROUNDS)]) for name, step in STEPS]


def _ours(place: Path) -> tuple[Run, int, Run]:
    """Both stores into a folder, and from there into an empty place."""
    made = _ran(_COMMAND, ["backup", str(place / "ours"), "--json"], place, "data")
    size = _bytes(place / "ours")
    back = _ran(_COMMAND, ["restore", str(place / "ours"), "--json"], place, "again")
    _clear(place / "ours", place / "again")
    return made, size, back


def _engines(place: Path) -> tuple[Run, int, Run]:
    """The post store alone, by the engine; a new store may read only what lies in its own folder of backups."""
    kept, other = (place / name / "posts" / "backups" for name in ("data", "other"))
    made = _ran(_OWN, [str(kept.parent), "BACKUP", "TO"], place, "data")
    size = _bytes(kept)
    other.mkdir(parents=True)
    (kept / "own").rename(other / "own")
    back = _ran(_OWN, [str(other.parent), "RESTORE", "FROM"], place, "other")
    assert made.said == back.said, "not all came back"
    _clear(kept, place / "other")
    return made, size, back


STEPS: tuple[tuple[str, Callable[[Path], tuple[Run, int, Run]]], ...] = (
    ("civicbeat: posts and records", _ours),
    ("ClickHouse's own: posts", _engines),
)


def _row(posts: int, name: str, rounds: list[tuple[Run, int, Run]]) -> tuple[object, ...]:
    size = rounds[0][1]
    made, back = ([one[n] for one in rounds] for n in (0, 2))
    return (posts, name, *_middle(made), size / 1e6, size / posts, *_middle(back))


def _middle(runs: list[Run]) -> tuple[float, float]:
    return statistics.median(one.seconds for one in runs), statistics.median(one.memory for one in runs)


def _ran(program: str, arguments: list[str], place: Path, data: str) -> Run:
    """Runs ``program`` in Python with the installation's folder ``data`` and waits for it.

    Raises:
        CalledProcessError: it failed.
    """
    env = os.environ | {
        "CIVICBEAT_DATA": str(place / data),
        "CIVICBEAT_ERASURES": str(place / "erasures.txt"),
        "DJANGO_SETTINGS_MODULE": "civicbeat.config.settings",
    }
    command = [sys.executable, "-c", program, *arguments]
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdout=said)
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments)
        said.seek(0)
        return Run(seconds, used.ru_maxrss / 1024, said.read())


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _clear(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder)
