"""Streams: events a second of Bluesky's Jetstream through the filter, and what fifty cuts do to them."""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from unittest import mock

from bench.jetstream import OTHERS, PHRASES, is_post, number_of, planted
from bench.table import Table
from civicbeat.sources.bluesky import BlueskySource, wire
from civicbeat.sources.bluesky import source as source_module
from civicbeat.sources.web import Web

EVENTS, STEP = 60_000, 20_000
CUT_EVENTS, CUT_STEP, CUTS = 20_000, 80_000, 50
ROUNDS = 3
PACKAGES = ("websockets", "orjson", "ahocorasick-rs")
WEB = Web(pause=0, allow_loopback=True)
Cursor = dict[str, object]


@dataclass
class _Stream:
    """A server while it runs; ``cut`` is how many lines it cut, known when it has stopped."""

    address: str = ""
    last: int = 0
    cut: int = 0


def run(_: argparse.Namespace) -> list[Table]:
    """The server is a process of its own, on another core where there is one."""
    with mock.patch.object(source_module, "PAGE_EVERY", 0.1):  # so that the end is seen when it comes
        return [_speed(), _cuts()]


def _speed() -> Table:
    more = [f"{one} {other}" for one in ("bụi", "cây", "cầu", "hầm") for other in ("mịn", "đổ", "hẹp", "tối", "sâu")]
    lists = (PHRASES, (*PHRASES, *more), (*PHRASES, *(f"{phrase} {n}" for phrase in more for n in range(24))))
    rows = []
    with _server(EVENTS, STEP, 0) as stream:
        for words in lists:
            for name, listen in (("civicbeat", _ours), ("json.loads, then in", _naive)):
                rounds = [listen(stream, words) for _ in range(ROUNDS)]
                numbers = {number_of(key) for key in rounds[0][1]}
                right = sum(map(planted, numbers)) / sum(map(planted, range(EVENTS)))
                speed = round(EVENTS / statistics.median(seconds for seconds, _ in rounds))
                rows.append((name, len(words), speed, f"{right:.0%}", len(numbers) - sum(map(planted, numbers))))
    return Table(
        f"Bluesky's stream: {EVENTS:,} events from loopback through the filter (reach: ≥ 5,000 events/s)",
        ("filter", "words", "events/s", "found", "wrongly kept"),
        tuple(rows),
        f"Medians of {ROUNDS}, one process from its socket to its pages. One event in fifty is a post with a phrase, "
        "with accents, without or in capitals; another in fifty holds it as a part of another word. The other loop "
        "gets messages the same way, decodes them and looks for each word in small letters.",
        PACKAGES,
    )


def _ours(stream: _Stream, words: tuple[str, ...]) -> tuple[float, list[str]]:
    start = time.perf_counter()
    kept, *_ = _listen(stream, words, {})
    return time.perf_counter() - start, kept


def _naive(stream: _Stream, words: tuple[str, ...]) -> tuple[float, list[str]]:
    kept: list[str] = []
    start = time.perf_counter()
    with closing(wire.messages(stream.address, "cursor=0&maxMessageSizeBytes=0", WEB)) as messages:
        for message in messages:
            event = json.loads(message)
            commit = event.get("commit", {})
            text = commit.get("record", {}).get("text", "").lower()
            if any(word in text for word in words):
                kept.append(commit["rkey"])
            if event["time_us"] >= stream.last:
                break
    return time.perf_counter() - start, kept


def _listen(
    stream: _Stream, words: tuple[str, ...], cursor: Cursor, stop: random.Random | None = None
) -> tuple[list[str], Cursor, bool]:
    """Keys that were kept, the last cursor, and whether all was heard; with ``stop`` it ends after a random page."""
    source = BlueskySource("bluesky.bench", words, hours=1, server=stream.address, listen_for=120, web=WEB)
    kept: list[str] = []
    with closing(source.fetch(cursor)) as pages:
        for page in pages:
            kept += [raw["key"] for raw in page.raws]
            cursor = json.loads(json.dumps(dict(page.cursor)))
            if cursor["time_us"] >= stream.last:
                return kept, cursor, True
            if stop is not None and stop.random() < 0.4:
                return kept, cursor, False
    return kept, cursor, False


def _cuts() -> Table:
    words = tuple({word for word in OTHERS if len(word) > 1})
    rows = [_one_cut_run(words, restart=restart) for restart in (False, True)]
    return Table(
        f"Bluesky's stream: {CUT_EVENTS:,} events over {CUTS} lines that are cut in the middle of a message",
        ("reading", "lines cut", "begun anew", "posts", "lost", "doubled", "most kB a cursor", "seconds"),
        tuple(rows),
        "Every post says a word that is listened for. A reading that is begun anew starts from the cursor of a random "
        "page, as after a crash. Doubled: told twice, before the store drops what it knows. Cuts are random; "
        "after each the stream is wound back by 5 seconds, here 62 events.",
        PACKAGES,
    )


def _one_cut_run(words: tuple[str, ...], *, restart: bool) -> tuple[object, ...]:
    stop = random.Random(50) if restart else None
    cursor: Cursor = {}
    kept: list[str] = []
    begun, largest, done = 0, 0, False
    with _server(CUT_EVENTS, CUT_STEP, CUTS) as stream:
        start = time.perf_counter()
        while not done:
            more, cursor, done = _listen(stream, words, cursor, stop)
            kept, begun, largest = kept + more, begun + 1, max(largest, len(json.dumps(cursor)))
        taken = time.perf_counter() - start
    posts = set(filter(is_post, range(CUT_EVENTS)))
    numbers = {number_of(key) for key in kept}
    name = "stopped after random pages" if restart else "in one piece"
    twice = len(kept) - len(numbers)
    return name, stream.cut, begun - 1, len(posts), len(posts - numbers), twice, largest // 1_000, taken


@contextmanager
def _server(events: int, step: int, cuts: int) -> Iterator[_Stream]:
    command = [sys.executable, "-m", "bench.jetstream", str(events), str(step), str(cuts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        with suppress(AttributeError, OSError):
            os.sched_setaffinity(server.pid, sorted(os.sched_getaffinity(0))[1:] or os.sched_getaffinity(0))
        port, last = server.stdout.readline().split()
        stream = _Stream(f"http://127.0.0.1:{port}", int(last))
        yield stream
        server.stdin.close()
        stream.cut = int(server.stdout.readline())
