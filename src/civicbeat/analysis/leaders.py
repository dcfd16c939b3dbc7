"""Leaders: groups of posts that say what their first post says."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from civicbeat.analysis.minhash import Ints, Sets, likely, resemblance

SAME = 0.8
"""Share of the words of two posts that both have, from which on they say the same."""


def leaders(sets: Sets) -> Ints:
    """The first post that says the same, for each post.

    Reads: ``sets``, the words of posts in order of time, none empty.
    Gives: shape (posts,), places of posts, ``leaders[leaders] == leaders``. Every post shares .8 of the words with its
    leader: pairs that do are joined, and a post that was joined only through others (a chain of small changes leads
    anywhere) looks for a leader anew among those that are left.
    Source: pairs as in ``minhash``; leaders, J. A. Hartigan, *Clustering Algorithms* (1975), ch. 3.
    """
    first, text = _first_of_same(sets)
    different = sets.take(first)
    one, other = likely(different)
    small, large = np.sort(different.sizes[np.stack([one, other])], axis=0)
    able = small >= SAME * large
    one, other = one[able], other[able]
    close = resemblance(different, one, other) >= SAME
    return first[_led(different, one[close], other[close])][text]


def _first_of_same(sets: Sets) -> tuple[Ints, Ints]:
    """The first post of each different set of words, in order of time; which of them each post has."""
    _, first, text = np.unique(sets.same, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[text]


def _led(sets: Sets, one: Ints, other: Ints) -> Ints:
    leader = np.arange(len(sets.sizes))
    led = np.zeros(len(sets.sizes), dtype=bool)
    while len(one):
        members, ends = np.unique(np.concatenate([one, other]), return_inverse=True)
        joined = coo_array((np.ones(len(one)), (ends[: len(one)], ends[len(one) :])), shape=(len(members),) * 2)
        group = connected_components(joined, directed=False)[1]
        first = members[np.unique(group, return_index=True)[1]][group]
        follows = resemblance(sets, first, members) >= SAME
        leader[members[follows]] = first[follows]
        led[members[follows]] = True
        left = ~(led[one] | led[other])
        one, other = one[left], other[left]
    return leader
