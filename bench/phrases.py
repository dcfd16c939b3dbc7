"""Phrases: words found again that were segmented by others, and planted events among what rises, beside other ways."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime

import numpy as np
import polars as pl

from bench.table import Table, seconds
from civicbeat.analysis.collocations import Tokens, collocations
from civicbeat.analysis.phrases import phrases
from civicbeat.sources.samplecity.source import city

_WORD = re.compile(r"\w+|[^\w\s]")
_DAY = 86_400
_TOP = 20


def run(options: argparse.Namespace) -> list[Table]:
    tables = [_events(), _speed()]
    file = options.data / "sentiment" / "ntc_scv_train.parquet" if options.data else None
    if file is not None and file.exists():
        tables.append(_segmented(pl.read_parquet(file)["text"].to_list()))
    return tables


def _segmented(texts):
    """Reviews whose words others joined with ``_``: joined neighbours are the truth, on the half not chosen on."""
    rows = []
    for half, use in ((0, "chosen on"), (1, "told of")):
        posts, truth = [], []
        for text in texts[half::2]:
            words = [[part for part in word.split("_") if part] for word in text.lower().split()]
            posts.append([part for word in words for part in word])
            truth += [place < len(word) - 1 for word in words for place in range(len(word))]
        tokens, vocabulary = Tokens.of(posts)
        truth = np.array(truth)
        learned = collocations(tokens, len(vocabulary))
        rows.append((use, "civicbeat", *_scores(_joins(learned, tokens), truth)))
        rows.append((use, "Mikolov's score, one round", *_scores(_mikolov(tokens), truth)))
    columns = ("half", "way", "precision", "recall", "F1")
    note = (
        "Places between syllables that are inside a word. Phrases longer than a word are wanted, and counted as wrong."
    )
    return Table("Phrases: NTC-SCV's word segmentation", columns, tuple(rows), note)


def _joins(learned, tokens):
    read = learned.read(tokens)
    sizes = np.array([len(learned.spelt(token)) for token in range(int(read.words.max()) + 1)])[read.words]
    joined = np.ones(int(sizes.sum()), dtype=bool)
    joined[np.cumsum(sizes) - 1] = False
    return joined


def _mikolov(tokens, least=5, threshold=10.0):
    """Neighbours whose score of word2phrase exceeds its authors' usual threshold, from left to right."""
    words, row = tokens.words, tokens.row
    near = np.append((row[1:] == row[:-1]) & (words[1:] > 0) & (words[:-1] > 0), False)
    at = np.flatnonzero(near)
    base = int(words.max()) + 1
    keys, place, counts = np.unique(words[at] * base + words[at + 1], return_inverse=True, return_counts=True)
    of = np.bincount(words, minlength=base)
    score = (counts - least) * len(of) / (of[keys // base] * of[keys % base])
    joined = np.zeros(len(words), dtype=bool)
    joined[at] = (score > threshold)[place]
    joined[1:] &= ~joined[:-1]
    return joined


def _scores(found, truth):
    right = int((found & truth).sum())
    precision, recall = right / int(found.sum()), right / int(truth.sum())
    return precision, recall, 2 * precision * recall / (precision + recall)


def _read():
    sources = city(datetime(2026, 9, 20, 5, tzinfo=UTC))
    raws = [raw for source in sources for page in source.fetch({}) for raw in page.raws]
    tokens, vocabulary = Tokens.of([_WORD.findall(raw["text"].lower()) for raw in raws])
    people = np.array([raw["author"] for raw in raws])
    times = np.array([raw["published_ms"] / 1_000 for raw in raws])
    return tokens, vocabulary, people, times, np.array([raw["truth"]["event"] for raw in raws])


def _events():
    tokens, vocabulary, people, times, event = _read()
    end = times.max()
    ends = {
        "flood": (times[event == "flood"].min() + _DAY, _DAY, 15),
        "fee": (times[event == "fee"].min() + _DAY, _DAY, 15),
        "burst": (end, 3 * 3_600, 57),
        "none": (times[event == "flood"].min() - 3 * _DAY, _DAY, 15),
    }
    rows = []
    for name, (until, span, slots) in ends.items():
        kept = (times <= until) & (times > until - slots * span)
        slot = (slots - 1 - (until - times[kept]) // span).astype(int)
        some = _some(tokens, kept)
        found = phrases(some, slot, people[kept], vocabulary=vocabulary)
        now = slot == slots - 1
        theirs = event[kept] == name
        surest = [phrase.words for phrase in found.phrases[:_TOP]]
        newest = [phrase.words for phrase in sorted(found.phrases, key=lambda one: -one.df_idf)[:_TOP]]
        read = found.learned.read(some)
        frequent = _frequent(read, now, found.learned)
        single = phrases(some, slot, people[kept], vocabulary=vocabulary, texts=np.ones(len(slot), dtype=int))
        alone = [phrase.words for phrase in single.phrases[:_TOP]]
        shares = [_right(words, some, now, theirs) for words in (surest, newest, alone, frequent)]
        rows.append((name, int((theirs & now).sum()), len(found.phrases), *shares))
    ways = ("log odds", "of them by df-idf", "single syllables", "by frequency")
    columns = ("event", "its posts now", "phrases that rose", *ways)
    note = f"Share of the first {_TOP} whose posts now are the event's by half or more. *none*: an ordinary day."
    return Table("Phrases: planted events among what rises", columns, tuple(rows), note)


def _some(tokens, kept):
    sizes = np.diff(tokens.offsets)
    return Tokens(np.append(0, np.cumsum(sizes[kept])), tokens.words[np.repeat(kept, sizes)])


def _frequent(read, now, learned):
    there = now[read.row] & (read.words > 0)
    return [learned.spelt(int(token)) for token in np.argsort(-np.bincount(read.words[there]))[:_TOP]]


def _right(listed, tokens, now, theirs):
    """Share of the phrases at whose places, now, at least half of the posts are the event's."""
    if not listed:
        return "–"
    right = 0
    for words in listed:
        hit = np.ones(len(tokens.words) - len(words) + 1, dtype=bool)
        for place, word in enumerate(words):
            hit &= tokens.words[place : len(tokens.words) - len(words) + 1 + place] == word
        posts = np.unique(tokens.row[np.flatnonzero(hit)])
        posts = posts[now[posts]]
        right += bool(len(posts)) and theirs[posts].mean() >= 0.5
    return right / len(listed)


def _speed():
    tokens, vocabulary, people, times, _ = _read()
    slots = ((times - times.min()) // (4 * _DAY)).astype(int)
    learning, _ = seconds(lambda: collocations(tokens, len(vocabulary)), times=3)
    whole, _ = seconds(lambda: phrases(tokens, slots, people), times=3)
    posts = len(people)
    rows = (("learning phrases", posts / learning), ("learning, reading and ranking", posts / whole))
    note = f"{posts:,} posts, {len(tokens.words):,} syllables; making numbers of strings takes longer than either."
    return Table("Phrases: posts a second on one core", ("what", "a second"), rows, note)
