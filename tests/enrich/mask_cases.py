"""The authored cases of the mask, and how well it does on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from civicbeat.enrich.mask.reading import Reading, Span
from civicbeat.enrich.mask.text import find
from civicbeat.enrich.repair import repaired

HERE = Path(__file__).parent
KINDS = ("phone", "email", "paper", "bank", "plate", "handle", "address")


@dataclass(frozen=True)
class Case:
    kind: str
    text: str
    spans: tuple[Span, ...]


@dataclass
class Score:
    """Per kind: things that must go, of these wholly covered; things masked, of these rightly; and what went wrong."""

    wanted: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.covered[kind] / self.wanted[kind] if self.wanted[kind] else 1.0

    def precision(self, kind: str) -> float:
        return self.right[kind] / self.masked[kind] if self.masked[kind] else 1.0


def tuned() -> list[Case]:
    return _read("mask_cases_tuned.txt")


def held_out() -> list[Case]:
    return _read("mask_cases_heldout.txt")


def _read(name: str) -> list[Case]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [_case(*line.split("\t", 1)) for line in lines if line and not line.startswith("#")]


def _case(kind: str, marked: str) -> Case:
    """Repaired as the pipeline would, brackets still in."""
    spans: list[Span] = []
    text = ""
    for part in repaired(marked).split("⟦"):
        inside, closed, after = part.partition("⟧")
        if closed:
            spans.append((len(text), len(text) + len(inside)))
        text += inside + after
    return Case(kind, text, tuple(spans))


def score(cases: Iterable[Case]) -> Score:
    """A thing is covered when none of its letters and digits is left; a mask is right when it takes none beside it."""
    total = Score()
    for case in cases:
        found = find(Reading(case.text))
        gold, taken = _signs(case.text, case.spans), _signs(case.text, [(x.start, x.end) for x in found])
        for span in case.spans:
            total.wanted[case.kind] += 1
            if _signs(case.text, [span]) <= taken:
                total.covered[case.kind] += 1
            else:
                total.faults.append(f"missed {case.kind}: {case.text}")
        for item in found:
            total.masked[item.pattern.kind] += 1
            if _signs(case.text, [(item.start, item.end)]) <= gold:
                total.right[item.pattern.kind] += 1
            else:
                total.faults.append(f"wrong {item.pattern.kind}: {case.text}")
    return total


def _signs(text: str, spans: Iterable[Span]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if text[i].isalnum()}
