"""Kitagawa: how much of a change is there because more is said, and how much because other things are said of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Split(NamedTuple):
    """A change in two effects, which add up to it exactly; each has its variance. All have the shape (groups,)."""

    volume: Floats
    volume_variance: Floats
    rate: Floats
    rate_variance: Floats


def split(posts: Floats, labelled: Floats, noise: float) -> Split:
    """The change of the labelled posts of each group, split into volume and rate.

    Reads: ``posts`` and ``labelled``, shape (2, groups), before and now: how many posts, and how many of them bear a
    label; ``noise``, the variance of what each figure above 0 was changed by before it was given.
    Gives: a ``Split``. The volume effect is the change of posts times the mean share of the label, the rate effect the
    change of that share times the mean number of posts: each factor's mean over both orders in which the two can be
    changed, its Shapley value. Where a group has no posts in one period there is no share to change: all is volume.
    Variances follow from labelled and other posts that come by chance (Poisson), to first order.
    Source: E. M. Kitagawa, "Components of a Difference Between Two Rates", *JASA* 50 (1955) 1168; P. Das Gupta,
    *Standardization and Decomposition of Rates* (1993); A. F. Shorrocks, "Decomposition procedures for distributional
    analysis: a unified framework based on the Shapley value", *Journal of Economic Inequality* 11 (2013) 99.

    >>> found = split(np.array([[100.0], [200.0]]), np.array([[25.0], [150.0]]), 0.0)
    >>> found.volume.item(), found.rate.item()  # 100 more posts at 50 %, 50 points more of 150 posts
    (50.0, 75.0)
    """
    known = (posts > 0).all(axis=0)
    some = np.where(posts > 0, posts, 1.0)
    share = np.where(known, labelled / some, 0.5)
    mean, more = share.mean(axis=0), posts[1] - posts[0]
    change = labelled[1] - labelled[0]
    volume = np.where(known, more * mean, change)
    by_labelled = np.where(known, more / (2 * some), np.array([[-1.0], [1.0]]))
    by_posts = np.where(known, np.array([[-1.0], [1.0]]) * mean - more * share / (2 * some), 0.0)
    of_rate = np.where(known, np.array([[-1.0], [1.0]]) - by_labelled, 0.0)
    return Split(
        volume,
        _variance(posts, labelled, by_posts, by_labelled, noise),
        change - volume,
        _variance(posts, labelled, -by_posts, of_rate, noise),
    )


def _variance(posts: Floats, labelled: Floats, by_posts: Floats, by_labelled: Floats, noise: float) -> Floats:
    """To first order, by the slopes in posts and labelled posts; a labelled post counts in both."""
    others = np.maximum(posts - labelled, 0.0)
    chance = (by_posts + by_labelled) ** 2 * labelled + by_posts**2 * others
    changed = noise * (by_posts**2 * (posts > 0) + by_labelled**2 * (labelled > 0))
    return np.asarray((chance + changed).sum(axis=0), dtype=np.float64)
