"""Files: rows a second from the file to a post, beside reading the same file with polars."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import polars as pl

from bench.table import Table, seconds
from civicbeat.sources.contract import Raw
from civicbeat.sources.files import FilesSource, file_source

FILES = (
    "facebook_traffic_vi_2025.parquet",
    "tweets_boxing_2017.parquet",
    "tweets_ira_sample.parquet",
    "ushahidi_haiti_2010.csv",
    "youtube_traffic_vi_2025.parquet",
)
WHEN = date(2025, 7, 1)


def run(options: argparse.Namespace) -> list[Table]:
    """Needs the folder of public data sets; without it there is no table."""
    return [] if options.data is None else [_table(options.data / "posts")]


def _table(folder: Path) -> Table:
    return Table(
        "Files: from the file to posts, one core",
        ("file", "rows", "guess s", "read µs/row", "to_post µs/row", "rows/s", "polars read µs/row"),
        tuple(_row(folder / name) for name in FILES),
        "Medians. read: pages of raw rows with the period they cover; to_post runs in the workers. The last column is a"
        " plain read of the same file into columns, the floor below any row.",
        ("pyarrow", "polars"),
    )


def _row(file: Path) -> tuple[object, ...]:
    times = 1 if file.stat().st_size > 5_000_000 else 5
    guessed, _ = seconds(lambda: file_source(file), times=3)
    source = file_source(file, published=WHEN)
    raws = [raw for page in source.fetch({}) for raw in page.raws]
    read, _ = seconds(lambda: sum(len(page.raws) for page in source.fetch({})), times=times)
    made, _ = seconds(lambda: _posts(source, raws), times=times)
    floor, _ = seconds(lambda: _plain(file), times=times)
    each = 1e6 / len(raws)
    return (file.name, len(raws), guessed, read * each, made * each, round(len(raws) / (read + made)), floor * each)


def _posts(source: FilesSource, raws: list[Raw]) -> int:
    return sum(source.to_post(raw) is not None for raw in raws)


def _plain(file: Path) -> int:
    return len(pl.read_csv(file, infer_schema=False) if file.suffix == ".csv" else pl.read_parquet(file))
