"""Rates: how often something comes in a time, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from civicbeat.analysis.shares import Z_95


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` in ``time`` (in the caller's unit): ``low <= rate <= high``, none below 0."""

    count: int
    time: float
    rate: float
    low: float
    high: float


def rate(count: int, time: float, z: float = Z_95) -> Rate:
    """The rate ``count / time`` with its interval.

    Reads: ``count``, a whole number of at least 0; ``time``, above 0; ``z``, the normal quantile of the wanted
    confidence.
    Gives: a ``Rate``; its interval is Byar's approximation of the exact Poisson one, close from the first case on.
    Fails: ``ValueError`` when the numbers cannot be.
    Source: N. E. Breslow and N. E. Day, *Statistical Methods in Cancer Research* II (1987), § 2.3.

    >>> found = rate(10, 5)
    >>> found.rate, round(found.low, 2), round(found.high, 2)
    (2.0, 0.96, 3.68)
    """
    if count < 0 or not time > 0:
        raise ValueError("a rate needs count >= 0 and time > 0")
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3
    return Rate(count, time, count / time, max(0.0, low) / time, high / time)
