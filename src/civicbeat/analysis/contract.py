"""The contract of a method: arrays in, a finding out that carries its doubt, or a refusal that says why.

A method is a function of a file of this room. It never sees a store, a clock or a language setting: what it reads are
NumPy or Arrow arrays and plain values, and the same arrays give the same finding. Its docstring says what it *reads*
and *gives* (shapes, units, ranges), when it *fails*, and its *source*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a manager reads, in both languages of the first page; figures in it carry their interval."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure a finding is.

    Attributes:
        low, high: ends of the interval of the estimate, ``low <= estimate <= high``.
        level: how often such intervals hold the truth, for example .95.
        sample: how many posts, cells or units the estimate rests on.
        coverage: share of the expected time that was heard, 0 to 1; ``None`` where nobody knows.
    """

    low: float
    high: float
    level: float
    sample: int
    coverage: float | None = None


@runtime_checkable
class Finding(Protocol):
    """What every finding has, beside what is its own.

    Attributes:
        estimate: the main figure.
        doubt: how sure it is.
        method: name and version of what found it, for example ``shares.emq 1``.
        sentence: what it means.
    """

    @property
    def estimate(self) -> float: ...
    @property
    def doubt(self) -> Doubt: ...
    @property
    def method(self) -> str: ...
    @property
    def sentence(self) -> Sentence: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no finding: too little data, gaps, a constant series, a single source … No curve is drawn of it.

    Attributes:
        reason: a short stable slug, for example ``too-short``.
        sentence: what a person is told, and what would help.
    """

    reason: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Method:
    """A registered method.

    Attributes:
        name: of its file, and of the function where a file has several.
        version: changes with every change of what it finds.
        find: the function.
        example: keyword arguments on which it finds something.
        hopeless: keyword arguments on which it must refuse, by what is wrong with them.
    """

    name: str
    version: str
    find: Callable[..., Finding | Refusal]
    example: Callable[[], Mapping[str, Any]]
    hopeless: Mapping[str, Callable[[], Mapping[str, Any]]]
