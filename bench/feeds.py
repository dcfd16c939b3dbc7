"""Feeds: the public suite of well- and ill-formed feeds: whose expectations hold, what became of each, and how fast."""

from __future__ import annotations

import argparse
import tarfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from bench.expectations import Fate, Judged, judge
from bench.table import Table, seconds
from civicbeat.records.errors import FormatChanged
from civicbeat.records.post import Post
from civicbeat.sources.feeds import FeedsSource, documents, memory

FILE = "feeds/feedparser-suite.tar.gz"
RARE = 8
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def run(options: argparse.Namespace) -> list[Table]:
    """Needs the folder of public data sets; without it there is no table."""
    if options.data is None:
        return []
    bodies = _bodies(options.data / FILE)
    judged = [judge(body) for body in bodies if body.lstrip()[:1] != b"{"]
    return [_expectations(judged), _reasons(judged), _fates(bodies), _speed(bodies)]


def _bodies(file: Path) -> list[bytes]:
    with tarfile.open(file) as suite:
        return [suite.extractfile(member).read() for member in suite if member.name.endswith((".xml", ".json"))]


def _expectations(judged: list[Judged]) -> Table:
    fates = Counter(one.fate.value for one in judged)
    fields = Counter(name for one in judged if one.fate is Fate.HOLDS for name in set(one.fields))
    note = (
        "Each document's expectation, as far as it speaks of what is taken here: "
        f"{', '.join(f'{name} ({count})' for name, count in fields.most_common())} among those that hold. Texts are "
        "compared as they are seen: markup in them is not taken."
    )
    rows = tuple((fate.value, fates[fate.value]) for fate in reversed(Fate))
    return Table(f"Feeds: expectations of {len(judged):,} documents", ("expectation", "how many"), rows, note)


def _reasons(judged: list[Judged]) -> Table:
    reasons = Counter((one.fate.value, one.why) for one in judged if one.fate is not Fate.HOLDS)
    rare = {key for key, count in reasons.items() if key[0] == Fate.APART and count < RARE}
    rows = [(fate, why, count) for (fate, why), count in reasons.most_common() if (fate, why) not in rare]
    rows.append((Fate.APART.value, f"{len(rare)} other fields that are not taken", sum(reasons[key] for key in rare)))
    return Table("Feeds: why expectations are not held", ("expectation", "why", "how many"), tuple(rows))


def _fates(bodies: list[bytes]) -> Table:
    source = FeedsSource("https://a.example/f", "feeds.suite")
    fates: Counter[str] = Counter()
    for body in bodies:
        try:
            document = documents.read(body)
        except FormatChanged as error:
            fates[f"document refused: {error.what}"] += 1
            continue
        fates["document with entries" if document.entries else "document without entries"] += 1
        for raw in memory.news(document, {}, NOW)[0]:
            made = source.to_post({**raw, "read_at": NOW.isoformat()})
            fates["entry → post" if isinstance(made, Post) else f"entry set aside: {made.reason}"] += 1
    return Table(f"Feeds: what became of {len(bodies):,} documents", ("fate", "how many"), tuple(fates.most_common()))


def _speed(bodies: list[bytes]) -> Table:
    ours, _ = seconds(lambda: _read_all(bodies), times=3)
    theirs, _ = seconds(lambda: [feedparser.parse(body) for body in bodies], times=3)
    rows = (("civicbeat", round(len(bodies) / ours)), ("feedparser alone", round(len(bodies) / theirs)))
    return Table("Feeds: documents a second, one core", ("reader", "documents/s"), rows, packages=("feedparser",))


def _read_all(bodies: list[bytes]) -> None:
    for body in bodies:
        try:
            documents.read(body)
        except FormatChanged:
            continue
