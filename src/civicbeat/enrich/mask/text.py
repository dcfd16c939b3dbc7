"""Takes personal data out of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.enrich.mask.all import PATTERNS
from civicbeat.enrich.mask.reading import Pattern, Reading

LITTLE = 20_000
"""Below so many bytes of text, reading all of it is quicker than compiling the scans that choose from it."""
_ROUNDS = 4
"""Masking one thing may bare another (a number no longer glued to an address); few rounds reach rest."""


@dataclass(frozen=True, slots=True)
class Found:
    """A half-open span of a text and the pattern that found it."""

    start: int
    end: int
    pattern: Pattern


def find(reading: Reading, patterns: Sequence[Pattern] = PATTERNS) -> list[Found]:
    """Everything to be masked in one text, in order; overlapping spans become one, named by the earliest pattern."""
    spans = sorted((*span, rank) for rank, pattern in enumerate(patterns) for span in pattern.find(reading))
    joined: list[tuple[int, int, int]] = []
    for start, end, rank in spans:
        if joined and start < joined[-1][1]:
            first, furthest, lowest = joined[-1]
            joined[-1] = (first, max(furthest, end), min(lowest, rank))
        else:
            joined.append((start, end, rank))
    return [Found(start, end, patterns[rank]) for start, end, rank in joined]


def masked(reading: Reading, patterns: Sequence[Pattern] = PATTERNS) -> tuple[str, Counter[str]]:
    """The text with a token for everything found, and how many of each kind there were."""
    counts: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        found = find(reading, patterns)
        if not found:
            break
        counts.update(item.pattern.kind for item in found)
        reading = Reading(_replaced(reading.text, found), reading.official, reading.kept)
    return reading.text, counts


def _replaced(text: str, found: Sequence[Found]) -> str:
    parts: list[str] = []
    end = 0
    for item in found:
        parts += (text[end : item.start], item.pattern.token)
        end = item.end
    return "".join((*parts, text[end:]))


def masked_column(
    texts: pa.StringArray, official: Sequence[bool], kept: frozenset[str]
) -> tuple[pa.StringArray, Counter[str]]:
    """``masked`` over a column. A linear scan of the column names the rows and the patterns worth a closer look."""
    suspects = suspected(texts) if texts.nbytes >= LITTLE else dict.fromkeys(range(len(texts)), PATTERNS)
    if not suspects:
        return texts, Counter()
    values = texts.to_pylist()
    counts: Counter[str] = Counter()
    for row, patterns in suspects.items():
        values[row], found = masked(Reading(values[row], official[row], kept), patterns)
        counts += found
    return pa.array(values, pa.string()), counts


def suspected(texts: pa.StringArray) -> dict[int, list[Pattern]]:
    """The rows in which something may be, each with the patterns whose hints say so."""
    suspects: dict[int, list[Pattern]] = {}
    for pattern in PATTERNS:
        hits = [pc.match_substring_regex(texts, hint).to_numpy(zero_copy_only=False) for hint in pattern.hints]
        for row in np.logical_or.reduce(hits).nonzero()[0].tolist():
            suspects.setdefault(row, []).append(pattern)
    return suspects
