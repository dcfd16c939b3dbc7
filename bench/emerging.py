"""Emerging: what comes up in the talk of the last days, from the store to the finding, beside plain groupings."""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl
import pyarrow as pa
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from bench.clusters import HIDDEN, scores
from bench.table import Table
from civicbeat.analysis.accents import restored
from civicbeat.analysis.collocations import Tokens
from civicbeat.enrich.phrases import fold
from civicbeat.findings.campaigns import campaigns
from civicbeat.findings.phrases import rising
from civicbeat.findings.topics import topics
from civicbeat.records.post import ENRICHED, post_id
from civicbeat.records.scope import Scope
from civicbeat.sources.samplecity.source import city
from civicbeat.store.store import Store

END = datetime(2026, 9, 20, 5, tzinfo=UTC)
SCOPE = Scope(agency="bench", person="bench", purpose="hold what emerges against the truth")
CHATTER, EACH, GROUPS = 4_000, 200, 60
SEEDS = (2026, 4)
BARE = 0.2
"""Share of the posts that lose their accents in the second table."""
_WORD = re.compile(r"\w+|[^\w\s]")
_ACCENTS = (
    ("posts", "facebook_traffic_vi_2025"),
    ("posts", "youtube_traffic_vi_2025"),
    ("sentiment", "ntc_scv_train"),
    ("sentiment", "vsfc_train"),
)


def run(options: argparse.Namespace) -> list[Table]:
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        rows = [row for seed in SEEDS for row in _town(Path(folder) / str(seed), seed)]
    columns = ("city", "way", "seconds", "clusters", "in none", "purity", "topics found", "their posts in them")
    note = (
        f"{CHATTER:,} posts of everyday talk, and {EACH} each of {len(HIDDEN)} themes as if nobody had a word for them,"
        " in the last seven days. Purity, topics found and posts as in the table of clusters. civicbeat: from the store"
        " to the finding, names, protected figures and growth with it; the others group texts that are in memory, by"
        f" the 100 strongest directions of the tf-idf of their words. k-means is told to make {GROUPS} groups."
    )
    tables = [Table("Emerging: new topics in the sample city", columns, tuple(rows), note, ("scikit-learn", "chdb"))]
    if options.data is not None:
        tables.append(_accents(options.data))
    return tables


def _town(folder: Path, seed: int) -> Iterator[tuple[object, ...]]:
    posts, truth = _posts(seed)
    with Store.open(path=folder) as store:
        store.migrate()
        store.write(pa.RecordBatch.from_pylist(posts, schema=ENRICHED), token="all")
        store.roll_up()
        found, seconds = _timed(lambda: topics(store, SCOPE, END, {}, {}))
        place = {post["id"]: number for number, post in enumerate(posts)}
        labels = np.full(len(posts), -1)
        for group, ids in enumerate(found.known.values()):
            labels[[place[each] for each in ids]] = group
        yield (seed, "civicbeat", seconds, *_scored(truth, labels))
        texts = [post["text"] for post in posts]
        for way, grouped in (("HDBSCAN", _dense), (f"k-means, {GROUPS}", _means)):
            labels, seconds = _timed(lambda grouped=grouped: grouped(texts))
            yield (seed, f"{way} over tf-idf", seconds, *_scored(truth, labels))
        for name, part in (("rising phrases", rising), ("joint sharing", campaigns)):
            _, seconds = _timed(lambda part=part: part(store, SCOPE, END))
            yield (seed, f"civicbeat, {name}", seconds, *["–"] * 5)


def _posts(seed: int) -> tuple[list[dict[str, Any]], Any]:
    """Posts as the enrichers would give them, in the last seven days, and the hidden theme of each."""
    draw = np.random.default_rng(seed)
    raws = [raw for source in city(END, seed) for page in source.fetch({}) for raw in page.raws]
    themes = np.array([raw["truth"]["theme"] if not raw["truth"]["copy"] else "copy" for raw in raws])
    wanted = [("unclassified", CHATTER), *((theme, EACH) for theme in HIDDEN)]
    chosen = [draw.permutation(np.flatnonzero(themes == theme))[:many] for theme, many in wanted]
    truth = np.repeat(np.arange(-1, len(HIDDEN)), [len(rows) for rows in chosen])
    back = (timedelta(seconds=1 + 604_000 * share) for share in draw.random(len(truth)))
    listed = zip(np.concatenate(chosen).tolist(), back, strict=True)
    return [_post(raws[row], number, END - ago) for number, (row, ago) in enumerate(listed)], truth


def _post(raw: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    unsaid = ("platform", "url", "kind", "institution", "declared_language", "sentiment")
    given = {
        "id": post_id("bench.city", str(number)),
        "source": "bench.city",
        "published_at": at,
        "collected_at": at,
        "text": raw["text"],
        "author": 1 + crc32(raw["author"].encode()),
        "language": raw["truth"]["language"],
        "themes": ["unclassified"],
        "deleted": False,
        **dict.fromkeys(unsaid, ""),
    }
    return {field.name: given.get(field.name, _empty(field.type)) for field in ENRICHED}


def _empty(kind: pa.DataType) -> object:
    return [] if pa.types.is_list(kind) else 0


def _timed(action):
    begun = time.perf_counter()
    return action(), time.perf_counter() - begun


def _scored(truth, labels):
    clusters, none, _, purity, found, share = scores(truth, labels)
    return clusters, none, purity, found, share


def _places(texts):
    weights = TfidfVectorizer(min_df=5, max_df=0.2, sublinear_tf=True, token_pattern=r"\w+").fit_transform(texts)
    return normalize(TruncatedSVD(100, random_state=0).fit_transform(weights))


def _dense(texts):
    return HDBSCAN(min_cluster_size=10, copy=True).fit_predict(_places(texts))


def _means(texts):
    return KMeans(GROUPS, random_state=0, n_init=3).fit_predict(_places(texts))


def _accents(folder: Path) -> Table:
    """A fifth of the posts lose their accents; which words are read again as they were typed?"""
    rows = [(name, *_read_again(folder / kind / f"{name}.parquet")) for kind, name in _ACCENTS]
    columns = ("posts", "how many", "changed", "of these right", "of what had to", "right before", "after", "seconds")
    note = "Shares of the words of posts that lost their accents; the rest of the posts is what is learned from."
    return Table("Emerging: words typed without accents", columns, tuple(rows), note)


def _read_again(file: Path) -> tuple[object, ...]:
    texts = [text.lower().replace("_", " ") for text in pl.read_parquet(file)["text"].to_list() if text]
    typed = np.array([fold(text) != " ".join(text.split()) and not text.isascii() for text in texts])
    plain = typed & (np.random.default_rng(1).random(len(texts)) < BARE)
    said = [_WORD.findall(text) for text in texts]
    bare = [
        [fold(word) or word for word in words] if without else words for words, without in zip(said, plain, strict=True)
    ]
    tokens, vocabulary = Tokens.of(bare)
    numbers: dict[str, int] = {"": 0}
    alike = np.array([numbers.setdefault(fold(word) if word else "", len(numbers)) for word in vocabulary])
    found, seconds = _timed(lambda: restored(tokens, alike, typed & ~plain, plain))
    inside = plain[tokens.row] & (tokens.words > 0)
    names = np.array(vocabulary, dtype=object)
    truth = np.array([word for words in said for word in words], dtype=object)[inside]
    before, after = names[tokens.words[inside]], names[found.words[inside]]
    changed, needed, right = after != before, truth != before, after == truth
    shares = (changed.mean(), right[changed].mean(), right[needed].mean(), (before == truth).mean(), right.mean())
    return (len(texts), *map(float, shares), seconds)
