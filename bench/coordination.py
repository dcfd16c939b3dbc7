"""Coordination: reach beside the naive join, agreement with CooRTweet's definition, the sample city's campaign."""

from __future__ import annotations

import argparse
import tracemalloc
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from bench.table import Table, seconds
from civicbeat.analysis.backbone import backbone
from civicbeat.analysis.coordination import coordination
from civicbeat.analysis.meetings import shares as shared
from civicbeat.analysis.pairs import company
from civicbeat.enrich.fingerprint import Fingerprint
from civicbeat.sources.samplecity.source import city

_SIZES = (20_000, 100_000, 1_000_000)
_LARGEST_JOIN = 100_000
_WINDOW = 600.0
_QUANTILE = 0.99


def run(options: argparse.Namespace) -> list[Table]:
    tables = [_reach(), _city(), _chance()]
    file = options.data / "coordination" / "russian_coord_tweets.parquet" if options.data else None
    if file is not None and file.exists():
        tables.insert(1, _agreement(file))
    return tables


@dataclass(frozen=True)
class Shares:
    objects: np.ndarray
    accounts: np.ndarray
    times: np.ndarray


def generated(count: int, seed: int = 4) -> Shares:
    """A month of shares: objects of very different fame that fade in hours, accounts of very different zeal, and one
    planted campaign of 60 accounts that share 40 objects within 20 minutes each."""
    draw = np.random.default_rng(seed)
    many = count // 10
    fame = 1 / np.arange(1, many + 1) ** 0.9
    objects = draw.choice(many, count, p=fame / fame.sum())
    born = draw.uniform(0, 30 * 86_400, many)
    times = born[objects] + draw.exponential(6 * 3_600, count)
    people = count // 5
    zeal = 1 / np.arange(5, people + 5) ** 0.7
    accounts = draw.choice(people, count, p=zeal / zeal.sum())
    planted = min(count // 10, 2_400)
    objects[:planted] = many + np.arange(planted) % 40
    accounts[:planted] = people + draw.integers(0, 60, planted)
    times[:planted] = 86_400 * (1 + objects[:planted] - many) / 2 + draw.uniform(0, 1_200, planted)
    return Shares(objects + 1, accounts, times)


def _reach() -> Table:
    rows = []
    for size in _SIZES:
        shares = generated(size)
        found = coordination(shares.objects, shares.accounts, shares.times, window=_WINDOW)
        took, _ = seconds(
            lambda s=shares: coordination(s.objects, s.accounts, s.times, window=_WINDOW),
            times=3 if size < 10**6 else 1,
        )
        tracemalloc.start()
        coordination(shares.objects, shares.accounts, shares.times, window=_WINDOW)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        naive = seconds(lambda s=shares: _joined(s, _WINDOW), times=1)[0] if size <= _LARGEST_JOIN else "not tried"
        rows.append((size, took, f"{peak:,.0f} MB", naive, len(found.campaigns), found.campaigns[0].accounts))
    note = (
        "A campaign of 60 accounts is planted. The naive join pairs all shares of an object, then looks at the times:"
        " its pairs grow with the square of an object's fame."
    )
    columns = ("shares", "seconds", "peak memory", "naive join, seconds", "campaigns", "accounts of the largest")
    return Table("Coordination: reach", columns, tuple(rows), note, ("numpy", "scipy", "polars"))


def _joined(shares: Shares, window: float) -> pl.DataFrame:
    """Pairs of accounts, and how often they shared the same object within ``window``."""
    frame = pl.DataFrame({"object": shares.objects, "account": shares.accounts, "time": shares.times})
    frame = frame.with_row_index("post")
    both = frame.lazy().join(frame.lazy(), on="object", suffix="_y")
    near = both.filter((pl.col("post") < pl.col("post_y")) & ((pl.col("time") - pl.col("time_y")).abs() <= window))
    pair = near.filter(pl.col("account") != pl.col("account_y")).select(
        pl.min_horizontal("account", "account_y").alias("one"), pl.max_horizontal("account", "account_y").alias("other")
    )
    return pair.group_by("one", "other").len("weight").collect()


def _agreement(file: Path) -> Table:
    frame = pl.read_parquet(file)
    # CooRTweet leaves out accounts with fewer actions than the least participation, and posts that share themselves.
    frame = frame.filter((pl.len().over("account_id") >= 2) & (pl.col("object_id") != pl.col("content_id")))
    shares = _numbered(frame)
    rows = []
    for window in (60.0, _WINDOW, 3_600.0):
        edges = _joined(shares, window)
        bar = float(np.quantile(edges["weight"].to_numpy(), _QUANTILE))
        repeated = edges.filter(pl.col("weight") >= 2)
        theirs = edges.filter(pl.col("weight") > bar)
        ours = _backbone(shares, window)
        found = coordination(shares.objects, shares.accounts, shares.times, window=window)
        both = len(ours & _set(theirs))
        rows.append(
            (
                *(f"{window:.0f} s", len(edges), len(repeated), int(theirs["weight"].min()), len(theirs), len(ours)),
                *(both / len(theirs), both / max(len(ours), 1), len(ours & _set(repeated)) / max(len(ours), 1)),
                *(len(found.campaigns), sum(each.accounts for each in found.campaigns)),
            )
        )
    columns = (
        *("window", "pairs that met", "twice or more", "least weight above q99", "edges above q99", "our edges"),
        *("of theirs ours", "of ours theirs", "of ours met twice", "campaigns", "accounts in them"),
    )
    note = (
        "CooRTweet's definition computed here: the same object within the window, participation of at least 2, edges"
        " heavier than the 99 % quantile; its vignette gives 3 as their least weight at 600 s."
    )
    return Table("Coordination: agreement with CooRTweet's definition on its own data", columns, tuple(rows), note)


def _numbered(frame: pl.DataFrame) -> Shares:
    objects = np.unique(frame["object_id"].to_numpy(), return_inverse=True)[1] + 1
    accounts = np.unique(frame["account_id"].to_numpy(), return_inverse=True)[1]
    return Shares(objects, accounts, frame["timestamp_share"].to_numpy())


def _backbone(shares: Shares, window: float) -> set[tuple[int, int]]:
    none = np.zeros(len(shares.objects), dtype=np.int64)
    given = shared(shares.objects, shares.accounts, shares.times, none, window)
    found = backbone(given, company(given))
    return set(zip(found.one.tolist(), found.other.tolist(), strict=True))


def _set(edges: pl.DataFrame) -> set[tuple[int, int]]:
    return set(edges.select("one", "other").iter_rows())


def _city() -> Table:
    rows = []
    for seed in (2026, 1, 2):
        sources = city(datetime(2026, 9, 20, 5, tzinfo=UTC), seed)
        raws = [raw for source in sources for page in source.fetch({}) for raw in page.raws]
        texts = pa.RecordBatch.from_pydict({"text": [raw["text"] for raw in raws]})
        story = Fingerprint()(texts)[0].to_numpy()
        accounts = np.array([raw["author"] for raw in raws])
        times = np.array([raw["published_ms"] / 1000 for raw in raws])
        official = np.array([raw["institution"] for raw in raws])
        event = np.array([raw["truth"]["event"] for raw in raws])
        for mask, told in ((official, "left out"), (None, "kept")):
            found = coordination(story, accounts, times, mask)
            news = set(story[event == "announcement"].tolist())
            planted = set(story[event == "campaign"].tolist())
            named = {one for each in found.campaigns for one in each.objects}
            least = min((each.accounts for each in found.campaigns), default=0)
            rows.append(
                (seed, told, len(found.campaigns), least, len(named & planted), len(named - planted), len(named & news))
            )
    truth = sources[0].truth.campaign
    columns = (
        "seed",
        "institutions",
        "campaigns",
        "accounts",
        "planted stories named",
        "others named",
        "news copies named",
    )
    note = f"Planted: one campaign of {truth.people} accounts and {truth.posts} posts; one text in 14 newspapers."
    return Table("Coordination: the sample city", columns, tuple(rows), note)


def _chance() -> Table:
    """Where accounts are dealt over the posts by chance, no edge is true."""
    draw = np.random.default_rng(11)
    shares = generated(100_000)
    found = []
    for _ in range(20):
        dealt = Shares(shares.objects, draw.permutation(shares.accounts), shares.times)
        result = coordination(dealt.objects, dealt.accounts, dealt.times, window=_WINDOW)
        found.append((result.edges, len(result.campaigns)))
    edges = [one for one, _ in found]
    row = (len(found), sum(one > 0 for one in edges), max(edges), sum(told for _, told in found))
    columns = ("deals", "with any edge", "most edges", "campaigns")
    return Table("Coordination: nothing where there is nothing (100,000 shares)", columns, (row,))
