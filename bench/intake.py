"""Intake end to end: parse → mask → all enrichers → stored; and the share of each step on one core."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from bench.table import Table
from civicbeat.enrich.all import masking, understanding
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen.intake import Intake
from civicbeat.listen.workers import Workers
from civicbeat.records.post import ENRICHED, Post, to_raw_batch
from civicbeat.sources.contract import Raw, Source
from civicbeat.sources.files import file_source
from civicbeat.store.store import Store

FILE = "posts/tweets_ira_sample.parquet"
PACKAGES = ("pyarrow", "chdb", "clickhouse-connect", "pycld2", "py3langid", "ahocorasick-rs", "numpy")
SAMPLE_PAGES = 10


def run(options: argparse.Namespace) -> list[Table]:
    """Needs the folder of public data sets; without it there is no table."""
    if options.data is None:
        return []
    file = options.data / FILE
    return [_end_to_end(file), _steps(file)]


def _end_to_end(file: Path) -> Table:
    rows = []
    for count in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            rows.append((f"{count} worker{'s' * (count > 1)}", *_one_intake(file, Path(folder), count)))
    return Table(
        "Intake of 326,365 tweets in 40 languages, end to end (reach: ≥ 5,000 posts/s on 2 cores)",
        ("enrichment", "read", "stored", "seconds", "posts/s"),
        tuple(rows),
        "Wall clock from the first page to the last acknowledged insert; workers were started and warm before.",
        PACKAGES,
    )


def _one_intake(file: Path, folder: Path, count: int) -> tuple[int, int, float, int]:
    workers = Workers(count, folder / "keys")
    source = file_source(file)
    first = next(iter(source.fetch({})))
    for task in [workers.submit(source, first.raws[:200]) for _ in range(2 * count)]:
        task.result()
    with Store.open(path=folder / "posts", temporary=folder / "tmp") as store:
        store.migrate()
        start = time.perf_counter()
        tally = Intake(store, workers).run(source, {}, lambda *_: None)
        taken = time.perf_counter() - start
    workers.close()
    return tally.read, tally.new, taken, round(tally.read / taken)


def _steps(file: Path) -> Table:
    """The same steps one after the other in this process, each timed."""
    spent: Counter[str] = Counter()
    posts = 0
    source = file_source(file)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        enrichers = (*masking(Keyring(folder / "keys")), *understanding())
        pages = source.fetch({})
        _enriched(enrichers, _batch(source, next(pages).raws, Counter()), Counter())  # loads models and tables
        with Store.open(path=folder / "posts", temporary=folder / "tmp") as store:
            store.migrate()
            for number in range(SAMPLE_PAGES):
                start = time.perf_counter()
                page = next(pages, None)
                spent["read the file"] += time.perf_counter() - start
                if page is None:
                    break
                batch = _enriched(enrichers, _batch(source, page.raws, spent), spent)
                start = time.perf_counter()
                store.write(batch, token=str(number))
                spent["store.write"] += time.perf_counter() - start
                posts += len(batch)
    whole = spent.total()
    rows = [(step, 1e6 * t / posts, f"{100 * t / whole:.1f} %") for step, t in spent.most_common()]
    return Table(
        f"Where the time of a post goes, one core, {posts:,} posts",
        ("step", "µs a post", "share"),
        (*rows, ("all", 1e6 * whole / posts, "100 %")),
        packages=PACKAGES,
    )


def _batch(source: Source, raws: Sequence[Raw], spent: Counter[str]) -> pa.RecordBatch:
    start = time.perf_counter()
    batch = to_raw_batch([post for post in map(source.to_post, raws) if isinstance(post, Post)])
    spent["to_post and Arrow"] += time.perf_counter() - start
    return batch


def _enriched(enrichers, batch: pa.RecordBatch, spent: Counter[str]) -> pa.RecordBatch:
    columns = {name: batch.column(name) for name in batch.schema.names}
    for enricher in enrichers:
        start = time.perf_counter()
        view = pa.RecordBatch.from_arrays([columns[name] for name in enricher.reads], names=list(enricher.reads))
        for given, array in zip(enricher.gives, enricher(view), strict=True):
            columns[given.name] = array
        spent[enricher.name] += time.perf_counter() - start
    return pa.RecordBatch.from_arrays([columns[name] for name in ENRICHED.names], schema=ENRICHED)
