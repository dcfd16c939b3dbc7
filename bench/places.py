"""Places: precision, recall and F1 on the authored cases, and speed on one core."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from bench.table import Table
from civicbeat.enrich.places.enricher import locate
from civicbeat.enrich.places.gazetteer import places
from civicbeat.enrich.places.matcher import leaves
from civicbeat.enrich.places.naming import split

CASES = Path(__file__).parent.parent / "tests" / "enrich" / "cases"
SETS = ("places_authored", "places_heldout")
FILES = ("posts/facebook_traffic_vi_2025.parquet", "posts/tweets_ira_sample.parquet")
PACKAGES = ("ahocorasick-rs", "numpy")
_EPOCH = date(1970, 1, 1)
_BATCH = 8_192
_CPU = "Posts per second of processor time, so that what else the machine does counts little."

Case = tuple[date, frozenset[str], str]
Method = Callable[[Sequence[Case]], list[set[str]]]


def run(options: argparse.Namespace) -> list[Table]:
    """The quality table needs nothing; the speed table needs the folder of public data sets."""
    return [_methods()] if options.data is None else [_methods(), _speed(options.data)]


def cases(name: str) -> list[Case]:
    """(day, ids of the narrowest places, text) of a case file; ``-`` is no place."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [
        (date.fromisoformat(day), frozenset(() if gold == "-" else gold.split(",")), text) for day, gold, text in rows
    ]


def ours(rows: Sequence[Case]) -> list[set[str]]:
    """The narrowest places that the enricher finds."""
    found = locate([text for *_, text in rows], [(day - _EPOCH).days for day, *_ in rows])
    return [set(leaves(set(ids), day)) for ids, (day, *_) in zip(found, rows, strict=True)]


def naive(rows: Sequence[Case]) -> list[set[str]]:
    """What a first attempt does: every official or own name as words, whatever it may mean."""
    names: dict[str, set[str]] = {}
    for place in places().values():
        for form in (place.name, split(place.name)[1]):
            if not form.isdecimal():
                names.setdefault(form.lower(), set()).add(place.id)
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    found = [{place for hit in pattern.findall(text.lower()) for place in names[hit]} for *_, text in rows]
    return [set(leaves(ids, day)) for ids, (day, *_) in zip(found, rows, strict=True)]


def score(rows: Sequence[Case], found: Sequence[set[str]]) -> tuple[float, float, float]:
    """Micro-averaged precision, recall and F1 of the narrowest places."""
    right = sum(len(gold & have) for (_, gold, _), have in zip(rows, found, strict=True))
    given, wanted = sum(map(len, found)), sum(len(gold) for _, gold, _ in rows)
    return right / max(given, 1), right / max(wanted, 1), 2 * right / max(given + wanted, 1)


def _methods() -> Table:
    methods: dict[str, Method] = {"ours": ours, "every name": naive}
    rows = []
    for name in SETS:
        given = cases(name)
        rows.extend((name, label, len(given), *score(given, method(given))) for label, method in methods.items())
    return Table(
        "Places on authored cases, micro-averaged over the narrowest places",
        ("set", "method", "cases", "precision", "recall", "F1"),
        tuple(rows),
        "The held-out cases were written before the matcher, by the same author, and never read for tuning (at first "
        "contact: precision .985, recall .970): real text is harder.",
        PACKAGES,
    )


def _speed(data: Path) -> Table:
    locate(["warm"], [0])
    rows = []
    for file in FILES:
        texts = [text or "" for text in pq.read_table(data / file, columns=["text"])["text"].to_pylist()]
        start, found = time.process_time(), 0
        for first in range(0, len(texts), _BATCH):
            some = texts[first : first + _BATCH]
            found += sum(map(bool, locate(some, [20_000] * len(some))))
        rows.append((file, len(texts), found, round(len(texts) / (time.process_time() - start))))
    return Table(
        "Places, one core (reach: ≥ 30,000 posts/s)", ("file", "posts", "with a place", "posts/s"), tuple(rows)
    )
