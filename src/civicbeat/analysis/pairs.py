"""Pairs: which accounts met again and again, counted with bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from civicbeat.analysis.meetings import Ints, Shares, accompanied, windows

TWICE = 2
"""Meetings that make a pair: once is chance."""
_AT_ONCE = 4_000_000
"""Meetings that are held in memory together."""
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of accounts that met at least twice: ``one < other``, ``met`` times; three arrays of the same length."""

    one: Ints
    other: Ints
    met: Ints


@dataclass(frozen=True)
class Company:
    """The shares that may be part of a repeated meeting, by account.

    Attributes:
        names: the accounts, rising.
        account: shape (shares,), places in ``names``, in order of thing and time.
        first, end: shape (shares,), which shares are within the window of each.
    """

    names: Ints
    account: Ints
    first: Ints
    end: Ints

    @property
    def work(self) -> int:
        """How many meetings there are to look at, each from both sides."""
        return int((self.end - self.first).sum())


def company(given: Shares) -> Company:
    """Leaves out, again and again, shares that nobody else is near and accounts with fewer than two others."""
    account, moment = given.account, given.moment
    for _ in range(_MOST_ROUNDS):
        near = accompanied(account, moment, given.window)
        often = np.bincount(account[near], minlength=given.accounts) >= TWICE
        staying = near & often[account]
        if staying.all():
            break
        account, moment = account[staying], moment[staying]
    names, numbers = np.unique(account, return_inverse=True)
    return Company(names, numbers, *windows(moment, given.window))


def pairs(given: Company) -> Pairs:
    """All pairs that met at least twice.

    A pair has met as often as the one who took part in fewer shares did: one share that is near three of another
    account is one meeting.
    """
    order = np.argsort(given.account, kind="stable")
    found = [_repeated(given, order[start:end]) for start, end in _chunks(given, order)]
    none = np.zeros(0, dtype=np.int64)
    one, other, met = (np.concatenate([none, *(part[place] for part in found)]) for place in range(3))
    return Pairs(given.names[one], given.names[other], met)


def _chunks(given: Company, order: Ints) -> Iterator[tuple[int, int]]:
    """From, to in ``order``: whole accounts with no more than ``_AT_ONCE`` meetings together, but at least one."""
    total = np.append(0, np.cumsum((given.end - given.first)[order]))
    bounds = np.append(np.flatnonzero(np.diff(given.account[order], prepend=-1)), len(order))
    at = 0
    while at < len(bounds) - 1:
        goal = total[bounds[at]] + _AT_ONCE
        after = max(at + 1, int(np.searchsorted(total[bounds], goal, side="right")) - 1)
        yield int(bounds[at]), int(bounds[after])
        at = after


def _repeated(given: Company, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Pairs of the accounts of ``rows`` with later ones that met twice or more."""
    counts = (given.end - given.first)[rows]
    before = np.cumsum(counts) - counts
    near = np.arange(int(counts.sum())) + np.repeat(given.first[rows] - before, counts)
    share = np.repeat(rows, counts)
    other, one = given.account[near], np.repeat(given.account[rows], counts)
    later = one < other
    share, near, key = share[later], near[later], one[later] * len(given.names) + other[later]
    ordered = np.sort(key)
    often = _once(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(often):
        return often, often, often
    place = np.minimum(np.searchsorted(often, key), len(often) - 1)
    kept = np.flatnonzero(often[place] == key)
    place = place[kept]
    met = np.minimum(_different(place, share[kept], len(often)), _different(place, near[kept], len(often)))
    twice = met >= TWICE
    return often[twice] // len(given.names), often[twice] % len(given.names), met[twice]


def _different(place: Ints, share: Ints, count: int) -> Ints:
    """How many different shares there are at each place."""
    width = int(share.max()) + 1
    return np.bincount(_once(np.sort(place * width + share)) // width, minlength=count)


def _once(ordered: Ints) -> Ints:
    """``numpy.unique`` of what is in order; on this scale its hashing takes ten times as long as sorting."""
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]
