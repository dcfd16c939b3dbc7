"""Stories: planted copies of the sample city and edited real posts, beside datasketch and the one-number signature."""

from __future__ import annotations

import argparse
import random
import time
from datetime import UTC, datetime
from itertools import combinations, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from datasketch import MinHash, MinHashLSH

from bench import fingerprint as edits
from bench.table import Table, seconds
from civicbeat.analysis.minhash import Sets, resemblance
from civicbeat.analysis.stories import stories
from civicbeat.enrich import fingerprint
from civicbeat.sources.samplecity.source import city

_CHOSEN_ON, _TOLD_OF = (1, 3), (2026, 4, 5)
_SLOW = 20_000


def run(options: argparse.Namespace) -> list[Table]:
    random.seed(86)
    towns = {seed: _town(seed) for seed in (*_CHOSEN_ON, *_TOLD_OF)}
    tables = [_planted(towns), _speed(towns[2026][0])]
    if options.data is not None:
        tables.append(_edited(edits._real(options.data / "posts")))  # noqa: SLF001  # the same posts and edits
    return tables


def _words(texts):
    """Offsets and hashes of words, as the fingerprint reads them."""
    bare = pc.replace_substring_regex(pa.array(texts, pa.string()), fingerprint._DECORATION, " ")  # noqa: SLF001
    rows, words = fingerprint._words(bare)  # noqa: SLF001  # the words that signatures are made of
    return np.append(0, np.cumsum(np.bincount(rows, minlength=len(texts)))), words


def _found(texts):
    count = len(texts)
    numbers = np.arange(1, count + 1)
    return stories(*_words(texts), numbers, numbers * 1.0, numbers % 7, numbers).of


def _signed(texts):
    return fingerprint.Fingerprint()(pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.string())}))[0].to_numpy()


def _datasketch(texts):
    offsets, words = _words(texts)
    index, group = MinHashLSH(threshold=0.8, num_perm=64), np.arange(1, len(texts) + 1)
    for row, (start, end) in enumerate(pairwise(offsets)):
        sketch = MinHash(num_perm=64, seed=1)
        sketch.update_batch([word.tobytes() for word in words[start:end]])
        near = list(index.query(sketch))
        if near:
            group[row] = group[min(near)]
        index.insert(row, sketch)
    return group


def _town(seed):
    """Texts of a sample city in order of time, and which planted copies belong together (−1: none)."""
    sources = city(datetime(2026, 9, 20, 5, tzinfo=UTC), seed)
    raws = [raw for source in sources for page in source.fetch({}) for raw in page.raws]
    raws.sort(key=lambda raw: raw["published_ms"])
    place = {(raw["platform"], raw["id"]): number for number, raw in enumerate(raws)}
    truth = np.full(len(raws), -1)
    adverts = {}
    for number, raw in enumerate(raws):
        if raw["kind"] != "share" and raw["truth"]["copy"]:
            name = raw["truth"]["event"] or raw["author"]
            truth[number] = adverts.setdefault(name, number)
    for number, raw in enumerate(raws):
        if raw["kind"] == "share":
            parent = place[raw["platform"], raw["parent"]]
            truth[parent] = truth[parent] if truth[parent] >= 0 else parent
            truth[number] = truth[parent]
    return [raw["text"] for raw in raws], truth, np.array([raw["truth"]["event"] for raw in raws])


def _scores(truth, found):
    planted = truth >= 0
    real = np.unique(truth[planted], return_inverse=True)[1]
    ours = np.unique(found[planted], return_inverse=True)[1]
    # Posts without a story are alone.
    ours = np.where(found[planted] == 0, ours.max() + 1 + np.arange(len(ours)), ours)
    both = _pairs(np.unique(np.stack([real, ours]), axis=1, return_counts=True)[1])
    of_ours, of_real = _pairs(np.unique(ours, return_counts=True)[1]), _pairs(np.unique(real, return_counts=True)[1])
    return both / of_ours, both / of_real, 2 * both / (of_ours + of_real)


def _pairs(sizes):
    return int((sizes * (sizes - 1) // 2).sum())


def _planted(towns):
    rows = []
    for seed, (texts, truth, event) in towns.items():
        use = "chosen on" if seed in _CHOSEN_ON else "told of"
        shares = np.where((event == "") & (truth >= 0), truth, -1)
        for name, way in (("civicbeat", _found), ("signature", _signed)):
            found = way(texts)
            rows.append((seed, use, name, len(texts), *_scores(truth, found), _scores(shares, found)[2]))
    texts, truth, event = (part[:_SLOW] for part in towns[2026])
    shares = np.where((event == "") & (truth >= 0), truth, -1)
    for name, way in (("civicbeat", _found), ("datasketch", _datasketch)):
        found = way(texts)
        rows.append((2026, "first part", name, len(texts), *_scores(truth, found), _scores(shares, found)[2]))
    columns = ("seed", "use", "way", "posts", "precision", "recall", "pairwise F1", "F1 without the events")
    note = (
        "Pairs of planted copies: the campaign, the announcement, adverts, shares and what they share. datasketch: 64"
        " permutations, threshold .8, grouped with the first post found near."
    )
    return Table("Stories: planted copies of the sample city", columns, tuple(rows), note, ("numpy", "datasketch"))


def _speed(texts):
    offsets, words = _words(texts)
    count = len(texts)
    numbers = np.arange(1, count + 1)
    arrays = (offsets, words, numbers, numbers * 1.0, numbers % 7, numbers)
    grouping, _ = seconds(lambda: stories(*arrays), times=3)
    whole, _ = seconds(lambda: _found(texts), times=3)
    few = texts[:_SLOW]
    begun = time.perf_counter()
    _datasketch(few)
    slow = time.perf_counter() - begun
    rows = (
        ("civicbeat, grouping of given words", count, count / grouping),
        ("civicbeat, from the text", count, count / whole),
        ("datasketch, from the text", len(few), len(few) / slow),
    )
    return Table("Stories: posts a second on one core", ("way", "posts", "a second"), rows)


def _edited(texts):
    """Each real post beside an edited copy; strangers are pairs that share less than half of their words."""
    texts = list(dict.fromkeys(texts))
    rows = []
    for edit, change in edits._EDITS.items():  # noqa: SLF001
        both = [*texts, *(change(text) for text in texts)]
        rows.append((edit, *(_kept(way(both)) for way in (_found, _signed))))
    found = _found(texts)
    sets = Sets.of(*_words(texts))
    rows.append(("strangers grouped (pairs)", _strangers(found, sets), _strangers(_signed(texts), sets)))
    title = f"Stories: copies found among {len(texts):,} real posts and their edited copies"
    return Table(title, ("edit", "civicbeat", "signature"), tuple(rows), "Share of the copies in their post's story.")


def _kept(found):
    half = len(found) // 2
    return float(np.mean((found[:half] == found[half:]) & (found[:half] != 0)))


def _strangers(found, sets):
    order = np.argsort(found, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(found[order])) + 1)
    pairs = np.array(
        [pair for group in groups if len(group) > 1 and found[group[0]] for pair in combinations(group, 2)]
    )
    return int((resemblance(sets, pairs[:, 0], pairs[:, 1]) < 0.5).sum())
