"""Identity: groups of today that are groups of yesterday keep their number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


def kept(groups: Ints, known: Ids, least: float = 0.0) -> Ids:
    """The id that each group of today keeps.

    Reads: ``groups``, shape (posts,), numbers from 0, −1 for none; ``known``, shape (posts,), the id of the group in
    which a post was before, 0 for none or for a new post; ``least``, 0 to 1, share that must be common of the
    known posts which are in either.
    Gives: shape (groups,), an id, 0 where the group is new. Each id goes to one group at most: the one with most of its
    posts, and where two are alike, the one with the smaller number. What was split goes on in its larger part; what was
    joined goes on under the id that brought more posts.
    Source: matching by greatest overlap first; D. Greene, D. Doyle and P. Cunningham, "Tracking the Evolution of
    Communities in Dynamic Social Networks", *ASONAM* 2010 (there by the Jaccard index with a threshold).
    """
    count = int(groups.max(initial=-1)) + 1
    given = np.zeros(count, dtype=np.uint64)
    old = (known != 0) & (groups >= 0)
    names, number = np.unique(known[old], return_inverse=True)
    pairs, common = np.unique(groups[old] * max(1, len(names)) + number, return_counts=True)
    group, name = np.divmod(pairs, max(1, len(names)))
    of_group = np.bincount(groups[old], minlength=count)
    listed, sizes = np.unique(known[known != 0], return_counts=True)
    of_name = sizes[np.searchsorted(listed, names)]
    share = common / (of_group[group] + of_name[name] - common)
    taken = np.zeros(len(names), dtype=bool)
    for place in np.lexsort((name, group, -common)):
        if share[place] >= least and not given[group[place]] and not taken[name[place]]:
            given[group[place]] = names[name[place]]
            taken[name[place]] = True
    return given
