"""Shares: a proportion with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The two-sided 95 % quantile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion: ``low <= share <= high``, each 0 to 1; ``count`` of ``total`` is what it was made of."""

    count: int
    total: int
    share: float
    low: float
    high: float


def wilson(count: int, total: int, z: float = Z_95) -> Share:
    """The share ``count / total`` with its Wilson score interval.

    Reads: ``count`` and ``total``, whole numbers with ``0 <= count <= total`` and ``total >= 1``; ``z``, the normal
    quantile of the wanted confidence (95 % by default).
    Gives: a ``Share`` whose bounds never leave 0 to 1 and are never of zero width. The interval is about chance alone:
    it does not know whether those who post speak for those who do not.
    Fails: ``ValueError`` when the counts cannot be.
    Source: E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, JASA 22 (1927) 209;
    preferred for small and large shares by Brown, Cai and DasGupta, *Statistical Science* 16 (2001) 101–133.

    >>> found = wilson(10, 100)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0552, 0.1744)
    """
    if total < 1 or not 0 <= count <= total:
        raise ValueError("a share needs 0 <= count <= total and total >= 1")
    share = count / total
    weight = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / weight
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / weight
    return Share(count, total, share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))
