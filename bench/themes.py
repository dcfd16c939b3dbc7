"""Themes: precision, recall and F1 on the authored sentences, and speed on one core."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from bench.table import Table
from civicbeat.enrich.themes import THEME_IDS, UNCLASSIFIED, classify, themes

CASES = Path(__file__).parent.parent / "tests" / "enrich" / "cases"
SETS = ("themes_authored", "themes_heldout")
FILES = ("posts/facebook_traffic_vi_2025.parquet", "posts/tweets_ira_sample.parquet")
PACKAGES = ("ahocorasick-rs", "numpy")
_BATCH = 8_192
_CPU = "Posts per second of processor time, so that what else the machine does counts little."

Method = Callable[[Sequence[str]], list[list[str]]]


def run(options: argparse.Namespace) -> list[Table]:
    """The quality tables need nothing; the speed table needs the folder of public data sets."""
    tables = [_methods(), _per_theme()]
    return tables if options.data is None else [*tables, _speed(options.data)]


def cases(name: str) -> list[tuple[frozenset[str], str]]:
    """(themes, sentence) of a case file; ``-`` is *unclassified*."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return [(frozenset([UNCLASSIFIED] if gold == "-" else gold.split(",")), text) for gold, text in pairs]


def score(gold: Sequence[frozenset[str]], found: Sequence[Sequence[str]], of: Sequence[str]) -> tuple[float, ...]:
    """Micro-averaged precision, recall and F1 over the themes in ``of``."""
    pairs = [(want & set(of), set(have) & set(of)) for want, have in zip(gold, found, strict=True)]
    right = sum(len(want & have) for want, have in pairs)
    given, wanted = sum(len(have) for _, have in pairs), sum(len(want) for want, _ in pairs)
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    return precision, recall, 2 * right / max(given + wanted, 1)


def naive(texts: Sequence[str]) -> list[list[str]]:
    """What a first attempt does: any phrase of the lexicon as a substring, no accents minded, nothing excluded."""
    words = {each.id: [form.lower().rstrip("*") for form in (*each.vi, *each.vi_exact, *each.en)] for each in themes()}
    found = []
    for text in texts:
        lower = text.lower()
        found.append([theme for theme, forms in words.items() if any(form in lower for form in forms)])
    return [each or [UNCLASSIFIED] for each in found]


def _methods() -> Table:
    rows = []
    for name in SETS:
        gold, texts = zip(*cases(name), strict=True)
        methods: dict[str, Method] = {"ours": classify, "substrings": naive}
        rows.extend(
            (name, label, len(texts), *score(gold, method(texts), THEME_IDS)) for label, method in methods.items()
        )
    return Table(
        "Themes on authored civic sentences, micro-averaged",
        ("set", "method", "sentences", "precision", "recall", "F1"),
        tuple(rows),
        "The held-out sentences were written before the lexicon, by the same author, and never read for tuning: real "
        "text is harder. The authored ones were tuned on.",
        PACKAGES,
    )


def _per_theme() -> Table:
    gold, texts = zip(*cases("themes_heldout"), strict=True)
    found = classify(texts)
    rows = [(theme, sum(theme in each for each in gold), *score(gold, found, (theme,))) for theme in _ALL]
    return Table("Held-out sentences by theme", ("theme", "sentences", "precision", "recall", "F1"), tuple(rows))


_ALL = (*THEME_IDS, UNCLASSIFIED)


def _speed(data: Path) -> Table:
    classify(["warm"])
    rows = []
    for file in FILES:
        texts = [text or "" for text in pq.read_table(data / file, columns=["text"])["text"].to_pylist()]
        for label, method, count in (("ours", classify, len(texts)), ("substrings", naive, min(len(texts), 5_000))):
            start = time.process_time()
            for first in range(0, count, _BATCH):
                method(texts[first : min(first + _BATCH, count)])
            rows.append((file, label, count, round(count / (time.process_time() - start))))
    return Table(
        "Themes, one core (reach: ≥ 30,000 posts/s)", ("file", "method", "posts", "posts/s"), tuple(rows), _CPU
    )
