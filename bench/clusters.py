"""Clusters: hidden topics found among chatter, beside k-means and NMF on the same phrases; ids from run to run."""

from __future__ import annotations

import argparse
import re
import time
from datetime import UTC, datetime

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.preprocessing import normalize

from bench.table import Table
from civicbeat.analysis.clusters import clusters
from civicbeat.analysis.collocations import Tokens, collocations
from civicbeat.analysis.grouping import weighed
from civicbeat.sources.samplecity.source import city

_WORD = re.compile(r"\w+|[^\w\s]")
HIDDEN = ("noise", "animals", "land", "schools", "fire", "digital-services")
_GROUPS = 60


def run(options: argparse.Namespace) -> list[Table]:
    sets = {f"sample city, seed {seed}": _town(seed) for seed in (2026, 4)}
    if options.data is not None and (options.data / "events").exists():
        sets |= {f"three events, draw {seed}": _events(options.data / "events", seed) for seed in (0, 5)}
    return [_found(sets), _lasting(sets), _speed(sets)]


def _town(seed):
    """Everyday talk without a theme, and 200 posts each of six themes as if nobody had a word for them."""
    draw = np.random.default_rng(seed)
    raws = [
        raw
        for source in city(datetime(2026, 9, 20, 5, tzinfo=UTC), seed)
        for page in source.fetch({})
        for raw in page.raws
    ]
    themes = np.array([raw["truth"]["theme"] if not raw["truth"]["copy"] else "copy" for raw in raws])
    chosen, truth = [], []
    for number, (theme, many) in enumerate([("unclassified", 4_000), *((one, 200) for one in HIDDEN)]):
        chosen.append(draw.permutation(np.flatnonzero(themes == theme))[:many])
        truth.append(np.full(many, number - 1))
    return _matrix([raws[row]["text"] for row in np.concatenate(chosen)]), np.concatenate(truth)


def _events(folder, seed):
    """1,500 off-topic posts around each of three disasters, and 300 about each."""
    draw = np.random.default_rng(seed)
    texts, truth = [], []
    for number, file in enumerate(sorted(folder.glob("*.parquet"))):
        frame = pl.read_parquet(file)
        for topic, many in (("on-topic", 300), ("off-topic", 1_500)):
            some = frame.filter(pl.col("label") == topic)["text"].to_list()
            texts += [some[row] for row in draw.permutation(len(some))[:many]]
            truth += [number if topic == "on-topic" else -1] * many
    return _matrix(texts), np.array(truth)


def _matrix(texts):
    tokens, vocabulary = Tokens.of([_WORD.findall(re.sub(r"https?://\S+|@\w+", " ", text.lower())) for text in texts])
    read = collocations(tokens, len(vocabulary)).read(tokens)
    said = read.words > 0
    counts = csr_array(
        (np.ones(int(said.sum())), (read.row[said], read.words[said])), (len(texts), read.words.max() + 1)
    )
    counts.sum_duplicates()
    return counts


def _labels(counts):
    numbers = np.arange(1, counts.shape[0] + 1)
    return np.unique(np.append(0, clusters(counts, numbers, numbers).of), return_inverse=True)[1][1:] - 1


def _found(sets):
    rows = []
    for name, (counts, truth) in sets.items():
        weights = weighed(counts)
        places = normalize(TruncatedSVD(100, random_state=0).fit_transform(weights))
        factors = NMF(_GROUPS, random_state=0, init="nndsvd", max_iter=500)
        ways = {
            "civicbeat": _labels(counts),
            f"k-means, {_GROUPS}": KMeans(_GROUPS, random_state=0, n_init=3).fit_predict(places),
            f"NMF, {_GROUPS}": factors.fit_transform(weights).argmax(axis=1),
        }
        rows += [(name, way, *scores(truth, labels)) for way, labels in ways.items()]
    columns = (
        "posts",
        "way",
        "clusters",
        "in none",
        "of hidden topics",
        "their purity",
        "topics found",
        "their posts in them",
    )
    note = (
        "Of hidden topics: clusters half or more of whose posts are of one of the hidden topics; purity: share of their"
        " posts that are of their topic. Parameters were chosen on seed 2026 and draw 0."
    )
    return Table("Clusters: hidden topics among chatter", columns, tuple(rows), note, ("scikit-learn",))


def scores(truth, labels):
    many = int(labels.max()) + 1
    tallies = [np.bincount(truth[labels == group] + 1, minlength=int(truth.max()) + 2)[1:] for group in range(many)]
    sizes = np.bincount(labels[labels >= 0], minlength=many)
    theirs = [group for group in range(many) if tallies[group].max() * 2 >= sizes[group]]
    right = sum(int(tallies[group].max()) for group in theirs)
    inside = sum(int(sizes[group]) for group in theirs)
    topics = len({int(tallies[group].argmax()) for group in theirs})
    return (
        many,
        float((labels < 0).mean()),
        len(theirs),
        right / max(inside, 1),
        topics,
        right / int((truth >= 0).sum()),
    )


def _lasting(sets):
    """Nine posts in ten of yesterday again, and as many new ones as are gone: which clusters keep their id?"""
    rows = []
    for name, (counts, _) in sets.items():
        order = np.random.default_rng(1).permutation(counts.shape[0])
        tenth = len(order) // 10
        before, after = np.sort(order[tenth:]), np.sort(order[:-tenth])
        first = clusters(counts[before], before + 1, before + 1)
        known = np.zeros(counts.shape[0], dtype=np.uint64)
        known[before] = first.of
        second = clusters(counts[after], after + 1, after + 1, known=known[after])
        lasting = {one.id for one in first.clusters} & {one.id for one in second.clusters}
        posts = sum(one.posts for one in second.clusters if one.lasting) / max(
            1, sum(one.posts for one in second.clusters)
        )
        rows.append((name, len(first.clusters), len(second.clusters), len(lasting), posts))
    columns = ("posts", "clusters before", "after", "kept their id", "share of the clustered posts in them")
    return Table("Clusters: ids when a tenth of the posts changes", columns, tuple(rows))


def _speed(sets):
    rows = []
    for name, (counts, _) in list(sets.items())[::2]:
        begun = time.perf_counter()
        found = _labels(counts)
        rows.append((name, len(found), time.perf_counter() - begun))
        many = csr_array(counts[np.tile(np.arange(counts.shape[0]), 8)])
        begun = time.perf_counter()
        rows.append((f"{name}, eight times", many.shape[0], (len(_labels(many)), time.perf_counter() - begun)[1]))
    return Table("Clusters: seconds on one core", ("posts", "how many", "seconds"), tuple(rows))
