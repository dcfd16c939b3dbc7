"""Quantify: the share of negative posts under artificial prevalence, beside raw counting and EMQ; intervals; speed."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa
from training.sentiment.corpus import LABELS

from bench.table import Table, seconds
from civicbeat.analysis.calibration import Calibration, learnt, pooled, table
from civicbeat.analysis.quantify import EXACT, changes, corrected
from civicbeat.enrich.sentiment import Sentiment
from civicbeat.enrich.sentiment.errors import errors
from civicbeat.records.post import SENTIMENTS
from civicbeat.store.protect import MOST, SPREAD

SPLITS = 25
A_SPLIT = 20
POSTS = 200
FINE = np.array([0.45, 0.6])
NOISE = changes(SPREAD, MOST)


@dataclass
class Scores:
    """Errors of one method, whether its intervals held the truth, and how wide they were."""

    error: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    width: list[float] = field(default_factory=list)

    def add(self, middle, truth, low=None, high=None) -> None:
        self.error += list(np.abs(middle - truth))
        if low is not None:
            self.held += list((low <= truth) & (truth <= high))
            self.width += list(high - low)

    def row(self) -> tuple[object, ...]:
        told = (float(np.mean(self.held)), float(np.mean(self.width))) if self.held else ("–", "–")
        return (float(np.mean(self.error)), *told)


@dataclass(frozen=True)
class Known:
    """Posts with their posteriors, cells and labels."""

    shares: np.ndarray
    cells: np.ndarray
    labels: np.ndarray


def run(options: argparse.Namespace) -> list[Table]:
    if options.data is None:
        return [Table("Corrected shares", ("not measured",), (("give the folder of data sets with --data",),))]
    rows = []
    for name in ("xlmt", "vsfc"):
        frame = pl.read_parquet(options.data / f"sentiment/{name}_val.parquet")
        rows += [(f"{name} val", how, *scores.row()) for how, scores in _measured(_known(frame)).items()]
    note = (
        f"{SPLITS * A_SPLIT} groups of {POSTS} posts, shares drawn evenly from the simplex; labels: the other half of"
        " the set, or what ships (for xlmt it was counted on these very posts)."
    )
    columns = ("set", "method", "mean absolute error", "95 % intervals hold", "mean width")
    return [Table("Corrected share of negative posts", columns, tuple(rows), note), _speed()]


def _known(frame: pl.DataFrame) -> Known:
    texts = frame["text"].to_list()
    columns = {"text": pa.array(texts, pa.string()), "language": pa.array(["und"] * len(texts), pa.string())}
    called, *shares = Sentiment()(pa.RecordBatch.from_pydict(columns))
    cells = np.array([SENTIMENTS.index(name) for name in called.to_pylist()])
    labels = np.array([LABELS.index(label) for label in frame["label"]])
    return Known(np.stack([share.to_numpy() for share in shares], axis=1).astype(float), cells, labels)


def _measured(known: Known) -> dict[str, Scores]:
    random = np.random.default_rng(0)
    shipped = pooled(errors(Sentiment().version))
    found: dict[str, Scores] = {}
    for _ in range(SPLITS):
        order = random.permutation(len(known.labels))
        taught, tested = np.array_split(order, 2)
        own = learnt(table(known.cells[taught], known.labels[taught], (3, 4)))
        groups, truth = _groups(known.labels, tested, random)
        counts = _counted(known.cells[groups], 4)
        _plain(found, known, groups, truth, np.bincount(known.labels[taught], minlength=3) / len(taught))
        changed = np.where(counts > 0, np.maximum(counts + random.choice(NOISE, counts.shape), 10), 0)
        _add(found, "quantify, other half labelled", counts, truth, own, EXACT)
        _add(found, "quantify, protected counts", changed, truth, own, NOISE)
        _add(found, "quantify, as shipped, protected counts", changed, truth, shipped, NOISE)
        few = random.permutation(taught)[:POSTS]
        labelled = learnt(table(known.cells[few], known.labels[few], (3, 4)))
        _add(found, "quantify, 200 labelled, protected counts", changed, truth, labelled, NOISE)
        fine = _fine(known)
        nine = learnt(table(fine[taught], known.labels[taught], (3, 9)))
        _add(found, "quantify, nine cells", _counted(fine[groups], 9), truth, nine, EXACT)
        changed = _counted(fine[groups], 9)
        changed = np.where(changed > 0, np.maximum(changed + random.choice(NOISE, changed.shape), 10), 0)
        _add(found, "quantify, nine protected cells", changed, truth, nine, NOISE)
    return found


def _plain(found: dict[str, Scores], known: Known, groups: np.ndarray, truth: np.ndarray, usual: np.ndarray) -> None:
    raw = (known.shares[groups].argmax(axis=2) == 0).mean(axis=1)
    half = 1.96 * np.sqrt(raw * (1 - raw) / POSTS)
    found.setdefault("raw counting", Scores()).add(raw, truth, raw - half, raw + half)
    found.setdefault("EMQ", Scores()).add(np.array([_emq(known.shares[group], usual) for group in groups]), truth)


def _add(  # noqa: PLR0917  # each is one thing a comparison needs
    found: dict[str, Scores], name: str, counts: np.ndarray, truth: np.ndarray, known: Calibration, noise: np.ndarray
) -> None:
    given = corrected(counts, np.full(len(counts), float(POSTS)), known, noise)
    found.setdefault(name, Scores()).add(given.middle[:, 0], truth, given.low[:, 0], given.high[:, 0])


def _groups(labels: np.ndarray, tested: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Posts of each group, drawn without putting back where there are enough, and the negative share aimed at."""
    shares = random.dirichlet(np.ones(3), A_SPLIT)
    pools = [tested[labels[tested] == label] for label in range(3)]
    groups = [
        np.concatenate([random.choice(pool, n, replace=n > len(pool)) for pool, n in zip(pools, counts, strict=True)])
        for counts in random.multinomial(POSTS, shares)
    ]
    return np.array(groups), shares[:, 0]


def _counted(cells: np.ndarray, size: int) -> np.ndarray:
    return np.array([np.bincount(group, minlength=size) for group in cells], dtype=float)


def _fine(known: Known) -> np.ndarray:
    """The likeliest class by how sure it is, in three steps."""
    return known.shares.argmax(axis=1) * 3 + np.digitize(known.shares.max(axis=1), FINE)


def _emq(shares: np.ndarray, usual: np.ndarray) -> float:
    """Source: M. Saerens et al., *Neural Computation* 14 (2002) 21."""
    found = usual
    for _ in range(200):
        belongs = shares * (found / usual)
        found = (belongs / belongs.sum(axis=1, keepdims=True)).mean(axis=0)
    return float(found[0])


def _speed() -> Table:
    counts = np.random.default_rng(0).integers(10, 3_000, (60, 4)).astype(float)
    shipped = pooled(errors(Sentiment().version))
    rows = []
    for groups in (1, 60):
        part = counts[:groups]
        median, slow = seconds(lambda part=part: corrected(part, part.sum(axis=1), shipped, NOISE))
        rows.append((groups, 1_000 * median, 1_000 * slow))
    return Table("Corrected shares: milliseconds", ("groups at once", "median", "slowest of five"), tuple(rows))
