"""Grouping: dense groups of posts that use the same phrases, and posts that belong to none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DIRECTIONS = 100
SMALLEST = 10
"""Posts of a group."""
NEIGHBOURS = 5
RAREST, COMMONEST = 5, 0.2
"""Posts, and share of the posts, in which a phrase must and may stand."""
NEAR = 0.35
"""Cosine to the mean of a group from which on a post joins it."""
MOST_AT_ONCE = 6_000
"""Posts among which groups are looked for: time grows with the square."""
SEED = 1990


def weighed(counts: csr_array) -> csr_array:
    """Phrases of posts by their weight: rows of length 1, or 0 where no phrase counts.

    Reads: ``counts``, shape (posts, phrases), how often each post has each phrase.
    Gives: shape (posts, phrases kept): 1 + ln of the count, times ln of the posts over the posts with the phrase.
    """
    posts = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero((posts >= RAREST) & (posts <= max(RAREST, COMMONEST * counts.shape[0])))
    some = csr_array(counts[:, kept], dtype=np.float64)
    some.data = (1 + np.log(some.data)) * np.log(counts.shape[0] / posts[kept])[some.indices]
    return csr_array(normalize(some)) if len(kept) else some


def groups(weights: csr_array, embedding: Floats | None = None) -> Ints:
    """The group of every post.

    Reads: ``weights``, shape (posts, phrases), rows of length 1 or 0; ``embedding``, shape (posts, any), where another
    is wanted than the 100 strongest directions of ``weights`` (latent semantic analysis).
    Gives: shape (posts,), numbers from 0, −1 for none. Dense groups, the leaves of HDBSCAN's tree, are looked for among
    6,000 posts at most, drawn evenly; then every post without a group joins the one whose mean phrases are nearest,
    if they are near enough.
    Source: S. Deerwester et al., "Indexing by latent semantic analysis", *JASIS* 41 (1990) 391; R. J. G. B. Campello,
    D. Moulavi and J. Sander, "Density-based clustering based on hierarchical density estimates", *PAKDD* 2013.
    """
    posts = weights.shape[0]
    found = np.full(posts, -1, dtype=np.int64)
    where = _directions(weights) if embedding is None else normalize(embedding)
    able = np.flatnonzero(np.abs(where).sum(axis=1) > 0)
    drawn = able[np.linspace(0, len(able) - 1, min(len(able), MOST_AT_ONCE)).astype(np.int64)]
    if len(drawn) <= SMALLEST:
        return found
    tree = HDBSCAN(SMALLEST, min_samples=NEIGHBOURS, cluster_selection_method="leaf", copy=True)
    found[drawn] = tree.fit_predict(where[drawn])
    if found.max() < 0:
        return found
    own = weights if embedding is None else where
    nearness = own @ means(own, found).T
    nearness = nearness.toarray() if hasattr(nearness, "toarray") else nearness
    joins = (found < 0) & (nearness.max(axis=1) >= NEAR)
    found[joins] = nearness[joins].argmax(axis=1)
    return found


def means(weights: csr_array | Floats, found: Ints) -> csr_array | Floats:
    """Shape (groups, phrases): the mean direction of each group."""
    rows = np.flatnonzero(found >= 0)
    shape = (int(found.max()) + 1, len(found))
    return normalize(coo_array((np.ones(len(rows)), (found[rows], rows)), shape=shape).tocsr() @ weights)


def _directions(weights: csr_array) -> Floats:
    many = min(DIRECTIONS, min(weights.shape) - 1)
    where = TruncatedSVD(many, random_state=SEED).fit_transform(weights)
    lengths = np.linalg.norm(where, axis=1, keepdims=True)
    return np.asarray(np.divide(where, lengths, out=np.zeros_like(where), where=lengths > 1e-9))
