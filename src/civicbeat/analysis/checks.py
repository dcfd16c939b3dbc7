"""Checks: what every method must keep. One suite, run over every member of ``all``; a breach raises ``ValueError``."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from civicbeat.analysis.contract import Finding, Method, Refusal, Sentence

SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*$")
PARTS = ("Reads:", "Gives:", "Fails:", "Source:")
"""What the docstring of a method must have."""


def check_docstring(method: Method) -> None:
    """It says what is read and given, when it fails, and where it comes from."""
    said = method.find.__doc__ or ""
    _must(all(part in said for part in PARTS), f"the docstring lacks {[part for part in PARTS if part not in said]}")


def check_finds(method: Method) -> None:
    """Its example gives a finding whose interval holds the estimate, with both sentences."""
    found = method.find(**method.example())
    _must(isinstance(found, Finding) and not isinstance(found, Refusal), f"the example gives {found!r}")
    if isinstance(found, Finding):
        doubt = found.doubt
        _must(np.isfinite([found.estimate, doubt.low, doubt.high]).all(), "a figure is not finite")
        _must(doubt.low <= found.estimate <= doubt.high, "the interval does not hold the estimate")
        _must(0 < doubt.level < 1 and doubt.sample > 0, "the doubt is not told")
        _must(doubt.coverage is None or 0 <= doubt.coverage <= 1, "the coverage is no share")
        _must(found.method == f"{method.name} {method.version}", f"{found.method!r} is not its name and version")
        _check_sentence(found.sentence)


def check_refuses(method: Method) -> None:
    """Hopeless data are refused with a reason in words, never with an exception or a curve."""
    _must(method.hopeless, "nothing hopeless is named")
    for wrong, given in method.hopeless.items():
        found = method.find(**given())
        _must(isinstance(found, Refusal), f"{wrong} is not refused")
        if isinstance(found, Refusal):
            _must(SLUG.match(found.reason), f"{found.reason!r} is no slug")
            _check_sentence(found.sentence)


def check_pure(method: Method) -> None:
    """The same arrays give the same finding, stay as they were, and findings go to other processes."""
    given = method.example()
    before = pickle.dumps(given)
    first, second = method.find(**given), method.find(**given)
    _must(_same(first, second), "two runs differ")
    _must(pickle.dumps(given) == before, "it changes what it is given")
    _must(_same(pickle.loads(pickle.dumps(first)), first), "a finding changes on its way")  # noqa: S301  # our own


def _same(one: Any, other: Any) -> bool:
    return pickle.dumps(one) == pickle.dumps(other)


def _check_sentence(sentence: Sentence) -> None:
    for said in (sentence.vi, sentence.en):
        _must(len(said) > 10 and said[-1] in ".?!", f"no sentence: {said!r}")
    _must(sentence.vi != sentence.en, "both languages say the same")


def _must(kept: object, breach: str) -> None:
    if not kept:
        raise ValueError(f"A method breaks its contract: {breach}.")


CHECKS: tuple[Callable[[Method], None], ...] = (check_docstring, check_finds, check_refuses, check_pure)
