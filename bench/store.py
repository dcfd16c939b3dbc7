"""The post store over generated posts: intake, disk, memory and what an analyst waits for; PostgreSQL beside it."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg

from bench.generated import BATCH, DAYS, START, batches, english, vietnamese
from bench.table import Table, percentile
from civicbeat.records.errors import QueryTooExpensive
from civicbeat.records.period import Period
from civicbeat.records.scope import Scope
from civicbeat.store import stored
from civicbeat.store.question import Group, Look, Metric, Question
from civicbeat.store.store import Store

PACKAGES = ("chdb", "clickhouse-connect", "pyarrow")
SCOPE = Scope(agency="bench", person="bench", purpose="bench")
YEAR = Period(START, START + timedelta(days=DAYS))
QUARTER = Period(START + timedelta(days=DAYS - 90), START + timedelta(days=DAYS))
INTAKE = 500_000
MERGING = 60
ROUNDS = 40
FEW_ROUNDS = 10
TEXT = "≤ 500"
USERS = 4
BESIDE = 2_000_000
POSTGRESQL = "host=127.0.0.1 port=5432 dbname=postgres user=postgres"

Ask = Callable[[Store, str], object]


def run(options: argparse.Namespace) -> list[Table]:
    """Loads ``options.posts`` posts and measures; with PostgreSQL on this machine, again beside it over two million."""
    with tempfile.TemporaryDirectory(dir=options.work) as folder, Store.open(path=Path(folder)) as store:
        store.migrate()
        tables = [_loaded(store, options.posts, Path(folder)), *waits(store, options.posts)]
    return [*tables, *_beside(min(options.posts, BESIDE), options.work)]


def _loaded(store: Store, posts: int, folder: Path) -> Table:
    rate = load(store, posts)
    start = time.perf_counter()
    days = store.roll_up()
    rolled = time.perf_counter() - start
    settled(store)
    return Table(
        f"Intake: {posts:,} posts, one thread, batches of {BATCH:,}",
        ("measure", "reached", "reach"),
        (
            (f"posts a second, over the first {min(posts, INTAKE):,}", rate, "—"),
            ("seconds to count a changed day for what rises", rolled / max(days, 1), "—"),
            ("bytes a post on disk, all tables and indexes", _bytes(folder) / posts, "≤ 200"),
            ("memory after loading, MB", _memory(), "≤ 2,000"),
        ),
        note=f"load of the machine {os.getloadavg()[0]:.1f}; ids are looked up, so that nothing is stored twice",
        packages=PACKAGES,
    )


def load(store: Store, posts: int) -> float:
    """Stores ``posts`` posts and gives how many a second.

    The first are taken as intake takes them, which is timed; the others are put into the same tables without being
    looked up, because it is known that none was there before.
    """
    taken, timed = 0.0, 0
    for number, batch in enumerate(batches(posts)):
        if timed >= INTAKE:
            store._writer._insert(stored.rows(batch, None), str(number))  # noqa: SLF001  # no look-ups: see above
            continue
        start = time.perf_counter()
        store.write(batch, token=str(number))
        taken += time.perf_counter() - start
        timed += len(batch)
    return timed / taken


def settled(store: Store) -> None:
    """Waits until the engine has merged what it wants to merge and removed what was merged."""
    deadline = time.monotonic() + MERGING
    left = "(SELECT count() FROM system.parts WHERE database = currentDatabase() AND NOT active)"
    busy = f"SELECT (SELECT count() FROM system.merges) + {left}"
    while store._clients.rows(busy)[0][0] and time.monotonic() < deadline:  # noqa: SLF001  # a store needs no such method
        time.sleep(1)


def waits(store: Store, posts: int) -> list[Table]:
    """What one user and four users wait for, over a store that is loaded."""
    rows = []
    for name, ask, reach in QUESTIONS:
        rounds = FEW_ROUNDS if reach == TEXT else ROUNDS
        before = time.process_time()
        one = _times(store, ask, 1, rounds)
        busy = (time.process_time() - before) * 1000 / (rounds + 1)
        four = _times(store, ask, USERS, rounds)
        shown = (percentile(times, share) for times in (one, four) for share in (50, 95))
        rows.append((name, *shown, busy, reach))
    load = os.getloadavg()[0]
    note = (
        "milliseconds, figures protected; 10,000 is where the store ends a question;"
        f" memory {_memory():,.0f} MB (reach 2,000); load of the machine {load:.1f}"
    )
    four_users = (f"median, {USERS} users", f"p95, {USERS} users")
    columns = ("question", "median", "p95", *four_users, "processor, mean", "reach p95 / four users")
    return [Table(f"Waiting times over {posts:,} posts", columns, tuple(rows), note, PACKAGES)]


def _count(store: Store, words: str) -> object:
    return store.ask(Question(scope=SCOPE, period=YEAR, query=words))


def _page(store: Store, words: str) -> object:
    return store.look(Look(scope=SCOPE, period=YEAR, query=words))


def _facets(store: Store, words: str) -> object:
    return store.ask(Question(scope=SCOPE, period=YEAR, query=words, by=(Group.THEME,)))


def _series(store: Store, words: str) -> object:
    return store.ask(Question(scope=SCOPE, period=QUARTER, query=words, by=(Group.HOUR,)))


def _people(store: Store, words: str) -> object:
    return store.ask(
        Question(scope=SCOPE, period=YEAR, query=words, metrics=(Metric.POSTS, Metric.STORIES, Metric.PEOPLE))
    )


def _phrase(store: Store, words: str) -> object:
    return _count(store, f'"{_pair(words)}"')


def _near(store: Store, words: str) -> object:
    return _count(store, f'"{_pair(words)}"~5')


def _pair(word: str) -> str:
    return f"{word} {_WORDS[(_WORDS.index(word) + 1) % len(_WORDS)]}"


QUESTIONS: tuple[tuple[str, Ask, str], ...] = (
    ("count", _count, "≤ 100 / 250"),
    ("first page of 50", _page, "≤ 100 / 250"),
    ("facet (themes)", _facets, "≤ 100 / 250"),
    ("hours of 90 days", _series, "≤ 100 / 250"),
    ("posts, stories and people", _people, "—"),
    ("phrase", _phrase, TEXT),
    ("proximity ~5", _near, TEXT),
)

_WORDS = [*vietnamese()[20:900:22], *english()[100:4_000:100]]
_MIXED = [word for pair in zip(_WORDS[:40:2], _WORDS[40::2], strict=False) for word in pair]
"""Forty words, one in nine posts to one in 5,400, Vietnamese and English by turns."""


def _times(store: Store, ask: Ask, users: int, rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each of ``rounds`` questions a user, words of very different frequency by turns.

    A question that the store ends counts as long as it took.
    """
    words = itertools.cycle(_MIXED)
    guard = threading.Lock()
    ask(store, _WORDS[-1])

    def once(_: int) -> float:
        with guard:
            word = next(words)
        start = time.perf_counter()
        with contextlib.suppress(QueryTooExpensive):
            ask(store, word)
        return (time.perf_counter() - start) * 1000

    with ThreadPoolExecutor(users) as pool:
        return list(pool.map(once, range(rounds * users)))


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def _memory() -> float:
    return psutil.Process().memory_info().rss / 1e6


def _beside(posts: int, work: Path | None) -> list[Table]:
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        return []
    with server, tempfile.TemporaryDirectory(dir=work) as folder, Store.open(path=Path(folder)) as store:
        store.migrate()
        rate = load(store, posts)
        settled(store)
        theirs = _load_postgresql(server, posts)
        rows = [("posts a second", rate, theirs[0]), ("bytes a post", _bytes(Path(folder)) / posts, theirs[1])]
        for name, ask, said, sql in _COMPARED:
            times = _times(store, ask, 1, FEW_ROUNDS)
            other = [_postgresql_time(server, sql, said(word)) for word in _MIXED[:FEW_ROUNDS]]
            rows.append((f"{name}, p95 ms", percentile(times, 95), percentile(other, 95)))
        server.execute("DROP TABLE civicbeat_bench")
    columns = ("measure", "this store, figures protected", "PostgreSQL with GIN")
    return [Table(f"Beside PostgreSQL over {posts:,} posts", columns, tuple(rows), packages=PACKAGES)]


_MATCH = "FROM civicbeat_bench WHERE to_tsvector('simple', text) @@ plainto_tsquery('simple', %s)"
_PHRASE = "FROM civicbeat_bench WHERE to_tsvector('simple', text) @@ phraseto_tsquery('simple', %s)"
_RECENT = f"published_at >= '{QUARTER.start.isoformat()}'"
_COMPARED: tuple[tuple[str, Ask, Callable[[str], str], str], ...] = (
    ("count", _count, str, f"SELECT count(*) {_MATCH}"),
    ("first page of 50", _page, str, f"SELECT id, text {_MATCH} ORDER BY published_at DESC, id LIMIT 50"),
    ("facet (themes)", _facets, str, f"SELECT unnest(themes) AS t, count(*) {_MATCH} GROUP BY t"),
    (
        "hours of 90 days",
        _series,
        str,
        f"SELECT date_trunc('hour', published_at) AS h, count(*) {_MATCH} AND {_RECENT} GROUP BY h",
    ),
    ("phrase", _phrase, _pair, f"SELECT count(*) {_PHRASE}"),
)


def _load_postgresql(server: psycopg.Connection, posts: int) -> tuple[float, float]:
    server.execute("DROP TABLE IF EXISTS civicbeat_bench")
    server.execute("CREATE TABLE civicbeat_bench (id numeric(20), published_at timestamptz, text text, themes text[])")
    taken = 0.0
    for batch in batches(posts):
        rows = zip(*(batch.column(name).to_pylist() for name in ("id", "published_at", "text", "themes")), strict=True)
        start = time.perf_counter()
        with server.cursor().copy("COPY civicbeat_bench FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        taken += time.perf_counter() - start
    start = time.perf_counter()
    server.execute("CREATE INDEX ON civicbeat_bench USING gin (to_tsvector('simple', text))")
    server.execute("CREATE INDEX ON civicbeat_bench (published_at)")
    server.execute("VACUUM ANALYZE civicbeat_bench")
    taken += time.perf_counter() - start
    [size] = server.execute("SELECT pg_total_relation_size('civicbeat_bench')").fetchone() or (0,)
    return posts / taken, size / posts


def _postgresql_time(server: psycopg.Connection, sql: str, said: str) -> float:
    start = time.perf_counter()
    server.execute(sql, (said,)).fetchall()
    return (time.perf_counter() - start) * 1000
