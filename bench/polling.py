"""Polling: feeds a second that one core asks, reads and remembers, beside httpx and feedparser in a loop."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

import feedparser
import httpx

from bench.newsstand import PATHS
from bench.table import Table
from civicbeat.sources.feeds import FeedsSource
from civicbeat.sources.web import Web, forget_hosts

FEEDS = 400
ROUNDS = 3
Cursor = dict[str, Any]


def run(_: argparse.Namespace) -> list[Table]:
    """The server and each reader are processes of their own; a reader has one core, the server the others."""
    with _newsstand() as ports:
        rows = [row for reader in READERS for row in _measured(reader, ports)]
    columns = ("reader", "what it meets", "feeds/s", "ms a feed", "most memory MB")
    note = (
        f"Medians of {ROUNDS} rounds over {FEEDS} feeds of 20 to 40 entries (some 30 kB, packed), each its own host on "
        "loopback, no pause between requests to a host; a first reading asks for robots.txt too. The bare readers "
        "check nothing, remember nothing and send no ETag."
    )
    return [Table("Feeds polled on one core", columns, tuple(rows), note, ("httpx", "feedparser", "lxml"))]


@contextmanager
def _newsstand() -> Iterator[list[int]]:
    command = [sys.executable, "-m", "bench.newsstand", str(FEEDS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        _pin(server.pid, sorted(_cores())[1:] or _cores())
        yield json.loads(server.stdout.readline())
        server.stdin.close()


def _measured(reader: str, ports: Sequence[int]) -> list[tuple[object, ...]]:
    command = [sys.executable, "-m", "bench.polling", reader]
    done = subprocess.run(command, input=json.dumps(ports), stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    return [
        (reader, meets, round(len(ports) / seconds), 1e3 * seconds / len(ports), told["memory"])
        for meets, seconds in told["seconds"].items()
    ]


def _civicbeat(ports: Sequence[int]) -> dict[str, float]:
    taken: dict[str, list[float]] = {}
    tagged, plain, later = PATHS
    for _ in range(ROUNDS):
        forget_hosts()
        steps: tuple[tuple[str, str, str], ...] = (
            ("first reading", tagged, ""),
            ("unchanged, 304", tagged, tagged),
            ("known host, new feed", plain, ""),
            ("unchanged, whole answer", plain, plain),
            ("one new entry", later, plain),
        )
        kept: dict[str, list[Cursor]] = {}
        for meets, path, known in steps:
            before = [json.loads(json.dumps(cursor)) for cursor in kept[known]] if known else [{} for _ in ports]
            start = time.perf_counter()
            kept.setdefault(path, []).clear()
            kept[path] = [_poll(port, path, cursor) for port, cursor in zip(ports, before, strict=True)]
            taken.setdefault(meets, []).append(time.perf_counter() - start)
    return {meets: median(seconds) for meets, seconds in taken.items()}


def _poll(port: int, path: str, cursor: Cursor) -> Cursor:
    web = Web(pause=0, allow_loopback=True)
    (page,) = FeedsSource(f"http://127.0.0.1:{port}{path}", "feeds.bench", web=web).fetch(cursor)
    return dict(page.cursor)


def _bare(ports: Sequence[int]) -> dict[str, float]:
    return _looped(ports, httpx.get)


def _bare_client(ports: Sequence[int]) -> dict[str, float]:
    with httpx.Client() as client:
        return _looped(ports, client.get)


def _looped(ports: Sequence[int], get: Callable[[str], httpx.Response]) -> dict[str, float]:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for port in ports:
            feedparser.parse(get(f"http://127.0.0.1:{port}{PATHS[1]}").content)
        taken.append(time.perf_counter() - start)
    return {"the whole answer": median(taken)}


READERS: dict[str, Callable[[Sequence[int]], dict[str, float]]] = {
    "civicbeat": _civicbeat,
    "httpx.get + feedparser": _bare,
    "one httpx.Client + feedparser": _bare_client,
}


def _cores() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def _pin(process: int, cores: Sequence[int] | set[int]) -> None:
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(process, cores)


def main() -> None:
    """One reader on one core: its ports come by the input, its figures leave by the output."""
    _pin(0, sorted(_cores())[:1])
    seconds = READERS[sys.argv[1]](json.load(sys.stdin))
    sys.stdout.write(json.dumps({"seconds": seconds, "memory": _most_memory()}))


def _most_memory() -> int:
    """Megabytes of this process at its largest; ``getrusage`` would count what its parent held when it was made."""
    status = Path("/proc/self/status")
    if not status.exists():
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return next(int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
