"""Protect: charter rule 2, enforced here and nowhere else.

A figure is shown only if at least k people spoke in one calendar month (pseudonyms change monthly, so months never add
up) or if only institutions spoke; how many more than k it takes is drawn, so that a group cannot be measured by adding
people to it until it is shown. Where the groups of a split add up to a figure that can be asked for, a group hidden
alone takes its smallest neighbour with it. What is shown is changed by a small amount that depends on the set of posts
and a secret alone: the same posts give the same figure however they are asked for, and the difference of two figures
does not tell how many posts are in between. Groups are ordered by what is shown of them. Zero stays zero.

What that holds against, and what it does not: docs/reference/small-groups.md.

Source: cell-key method, Australian Bureau of Statistics (Thompson, Broadfoot, Elazar, "Methodology for the automatic
confidentialisation of statistical outputs from remote servers", UNECE 2013); UK Census 2021 uses the same.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate
from statistics import NormalDist

SPREAD = 4.0
"""Standard deviation of the change before it is cut at ``MOST``."""
MOST = 10
"""The largest change, either way."""
DOUBT = 4
"""A group is shown from k to k + ``DOUBT`` people on; from how many is drawn for each set of posts."""

_STEPS = tuple(range(-MOST, MOST + 1))
_WEIGHTS = tuple(accumulate(math.exp(-(step**2) / (2 * SPREAD**2)) for step in _STEPS))
_NORMAL = NormalDist(0, SPREAD)
_LEAST = _NORMAL.cdf(-MOST)


@dataclass(slots=True)
class Cell:
    """One group as it was counted, not yet safe to show.

    Attributes:
        keys: its value of each group of the question.
        people: people in its busiest month (counted only as far as needed); 0 if only institutions spoke.
        fingerprint: the sum, modulo 2⁶⁴, of the ids of its posts: with ``posts``, which set of posts it is.
        figures: each metric's true value.
        top: the most that one post adds to a metric whose posts weigh differently.
        size: posts as they are shown (of a hidden group: as they would be), for whatever compares groups: compared by
            ``posts``, one of known size would measure another.
    """

    keys: tuple[object, ...]
    posts: int
    people: int
    fingerprint: int
    figures: dict[str, int] = field(default_factory=dict)
    top: int = 1
    hidden: bool = False
    size: int = 0


def protect(cells: Sequence[Cell], k: int, secret: bytes, *, sums_by: Sequence[int]) -> None:
    """Hides and changes ``cells`` in place.

    Args:
        cells: every group of one split.
        k: the smallest group of people a figure may be about.
        secret: what the changes depend on beside the posts.
        sums_by: the positions in ``keys`` along which the groups add up to a figure that can be asked for.
    """
    for cell in cells:
        cell.hidden = few(cell, k, secret)
        cell.size = cell.posts if cell.people == 0 else _figure(cell, "posts", cell.posts, k, secret)
    _hide_neighbours(cells, sums_by)
    for cell in cells:
        cell.figures = {} if cell.hidden else _changed(cell, k, secret)


def few(cell: Cell, k: int, secret: bytes) -> bool:
    """Whether some people are behind ``cell``, but too few to show it: always below k, never from k + ``DOUBT`` on."""
    more = int(_draw(cell.fingerprint, cell.posts, "few", secret) * (DOUBT + 1))
    return 0 < cell.people < k + min(more, DOUBT)


def ordered(cells: Sequence[Cell]) -> list[Cell]:
    """Protected ``cells``, the largest first as they are shown; then the hidden ones, by their keys alone."""
    return sorted(cells, key=lambda cell: (cell.hidden, 0 if cell.hidden else -cell.size, tuple(map(str, cell.keys))))


def _hide_neighbours(cells: Sequence[Cell], sums_by: Sequence[int]) -> None:
    """Along each direction that adds up, no group is hidden alone; hiding one may leave another alone, so again."""
    lines: dict[tuple[object, ...], list[Cell]] = {}
    for along in sums_by:
        for cell in cells:
            if cell.posts:
                lines.setdefault((along, *cell.keys[:along], *cell.keys[along + 1 :]), []).append(cell)
    again = True
    while again:
        again = False
        for line in lines.values():
            shown = [cell for cell in line if not cell.hidden]
            if len(line) - len(shown) == 1 and shown:
                min(shown, key=lambda cell: (cell.size, str(cell.keys))).hidden = True
                again = True


def _changed(cell: Cell, k: int, secret: bytes) -> dict[str, int]:
    """The figures to show. Institutions are no people to protect: their groups are exact."""
    if cell.people == 0:
        return cell.figures
    return {name: _figure(cell, name, value, k, secret) for name, value in cell.figures.items()}


def _figure(cell: Cell, name: str, value: int, k: int, secret: bytes) -> int:
    if value == 0:
        return 0
    if name == "reactions":
        return max(0, value + round(_share(cell, name, secret) * cell.top))
    return max(k if name in ("posts", "people") else 1, value + step(secret, cell.fingerprint, cell.posts, name))


def step(secret: bytes, fingerprint: int, posts: int, name: str) -> int:
    """The change of one figure: from -``MOST`` to ``MOST``, the same for the same posts."""
    draw = _draw(fingerprint, posts, name, secret)
    return _STEPS[min(bisect(_WEIGHTS, draw * _WEIGHTS[-1]), len(_STEPS) - 1)]


def _share(cell: Cell, name: str, secret: bytes) -> float:
    """The change of a sum, as a share of ``top``: by the same law, but without steps, whose rests would stay exact."""
    draw = _draw(cell.fingerprint, cell.posts, name, secret)
    return _NORMAL.inv_cdf(_LEAST + draw * (1 - 2 * _LEAST)) / MOST


def _draw(fingerprint: int, posts: int, name: str, secret: bytes) -> float:
    """From 0 to 1, the same for the same posts."""
    said = fingerprint.to_bytes(8, "little") + posts.to_bytes(8, "little") + name.encode()
    return int.from_bytes(blake2b(said, key=secret, digest_size=8).digest(), "little") / 2**64
