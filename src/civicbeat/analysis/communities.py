"""Communities: groups of accounts that are tied to each other more than to others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROUNDS = 60
SEED = 2007


def communities(one: Ints, other: Ints, weight: Floats, count: int) -> Ints:
    """The community of every node, by label propagation.

    Reads: ``one``, ``other``, shape (edges,), the nodes of each edge, 0 to ``count`` − 1; ``weight``, shape (edges,),
    above 0; ``count``, how many nodes there are.
    Gives: shape (count,), a number for each community, from 0; nodes of one community are connected through it.
    Every node takes the label that weighs most among its neighbours, half of the nodes at a time (all at once would
    swing to and fro), until none changes; 60 rounds at most.
    Source: U. N. Raghavan, R. Albert and S. Kumara, "Near linear time algorithm to detect community structures in
    large-scale networks", *Physical Review E* 76 (2007) 036106.
    """
    draw = np.random.default_rng(SEED)
    ends, starts = np.concatenate([one, other]), np.concatenate([other, one])
    weights = np.concatenate([weight, weight])
    labels = np.arange(count, dtype=np.int64)
    for _ in range(ROUNDS):
        best = _heaviest(ends, labels[starts], weights, labels)
        if (best == labels).all():
            break
        turn = draw.random(count) < 0.5  # half of them
        labels = np.where(turn, best, labels)
    within = labels[one] == labels[other]
    graph = coo_array((np.ones(int(within.sum())), (one[within], other[within])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _heaviest(node: Ints, label: Ints, weight: Floats, labels: Ints) -> Ints:
    """Of each node the label that weighs most; its own where that is among them, else the smallest."""
    count = len(labels)
    keys, place = np.unique(node * count + label, return_inverse=True)
    sums = np.bincount(place, weights=weight, minlength=len(keys))
    nodes, candidates = np.divmod(keys, count)
    own = candidates == labels[nodes]
    order = np.lexsort((-candidates, own, sums, nodes))
    last = np.flatnonzero(np.diff(np.append(nodes[order], -1)))
    best = labels.copy()
    best[nodes[order][last]] = candidates[order][last]
    return best
