"""Campaigns: what accounts did together, told of what they shared and when, never of who they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt

from civicbeat.analysis.contract import Sentence
from civicbeat.analysis.meetings import MILLISECONDS, Floats, Ints, Marks, Shares, accompanied, axis, windows
from civicbeat.analysis.shares import Z_95

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts looked at: ``objects`` and ``accounts`` numbered from 0, ``times`` in seconds, shape (posts,) each."""

    objects: Ints
    accounts: Ints
    times: Floats


@dataclass(frozen=True, slots=True)
class Campaign:
    """The same things shared by the same accounts at the same time, again and again.

    Attributes:
        accounts: how many pseudonymous accounts, never below k.
        posts: how many posts they made of it.
        objects: what at least k of them shared, the most shared first; ids as they were given.
        others: how many things more they shared, each by fewer than k of them.
        first, last: seconds since 1970, the whole hours around it.
        days: on how many different days (UTC).
        typical: posts of it a typical account of theirs made (median).
        inside: share of all posts of these accounts that belong to it, 0 to 1.
        lift, low, high: how many times as often as by chance these accounts met, with a 95 % interval.
        sentence: all this for a person.
    """

    accounts: int
    posts: int
    objects: tuple[int | str, ...]
    others: int
    first: float
    last: float
    days: int
    typical: float
    inside: float
    lift: float
    low: float
    high: float
    sentence: Sentence


def campaign(posts: Posts, given: Shares, members: Marks, names: npt.NDArray[np.generic], fewest: int) -> Campaign:
    """What ``members``, shape (accounts,), did together; ``names``, shape (objects,), are the ids that were given."""
    together = _together(posts, members, given.window)
    objects, accounts, times = posts.objects[together], posts.accounts[together], posts.times[together]
    each = np.unique(np.stack([objects, accounts]), axis=1)[0]
    shared, by = np.unique(each, return_counts=True)
    order = np.lexsort((shared, -by))
    known = [names[shared[place]].item() for place in order if by[place] >= fewest]
    lift, low, high = _lift(given, members)
    count, made = int(members.sum()), len(together)
    return Campaign(
        accounts=count,
        posts=made,
        objects=tuple(known),
        others=len(shared) - len(known),
        first=float(np.floor(times.min() / HOUR) * HOUR),
        last=float(np.ceil(times.max() / HOUR) * HOUR),
        days=len(np.unique(times // (24 * HOUR))),
        typical=float(np.median(np.bincount(accounts, minlength=len(members))[members])),
        inside=made / int(members[posts.accounts].sum()),
        lift=lift,
        low=low,
        high=high,
        sentence=_sentence(count, made, len(shared), (lift, low, high)),
    )


def _together(posts: Posts, members: Marks, window: int) -> Ints:
    """The posts of members within a window of another member's post of the same thing."""
    theirs = np.flatnonzero(members[posts.accounts])
    moment = axis(posts.objects[theirs], posts.times[theirs], window / MILLISECONDS)
    order = np.argsort(moment, kind="stable")
    theirs = theirs[order]
    return theirs[accompanied(posts.accounts[theirs], moment[order], window)]


def _lift(given: Shares, members: Marks) -> tuple[float, float, float]:
    """How many times as often as by chance members meet; the interval is a jackknife's over the accounts.

    Leaving out one account at a time tells how much the figure hangs on single ones; shares of one account, and
    meetings over one thing, depend on each other and cannot be counted as independent.
    """
    met = _meetings(given, members)[members]
    own = given.by_stratum[members]
    expected = ((own @ given.luck) * (own.sum(axis=0) - own)).sum(axis=1)
    whole = log(met.sum() / expected.sum())
    # Each meeting is in the sums of two accounts: without one of them, all of its meetings go, twice over.
    without = np.log(np.maximum(met.sum() - 2 * met, 1) / (expected.sum() - 2 * expected))
    count = len(met)
    error = sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))
    return exp(whole), exp(whole - Z_95 * error), exp(whole + Z_95 * error)


def _meetings(given: Shares, members: Marks) -> Floats:
    """Shape (accounts,): how often each member met other members."""
    theirs = np.flatnonzero(members[given.account])
    account, moment = given.account[theirs], given.moment[theirs]
    first, end = windows(moment, given.window)
    near = (end - first).astype(np.float64)
    # The account's own shares near by are no meetings: counted on an axis on which accounts follow each other.
    order = np.lexsort((moment, account))
    apart = axis(account[order], moment[order] / MILLISECONDS, given.window / MILLISECONDS)
    own_first, own_end = windows(apart, given.window)
    near[order] -= own_end - own_first
    return np.asarray(np.bincount(account, weights=near, minlength=len(members)), dtype=np.float64)


def _sentence(accounts: int, posts: int, things: int, lift: tuple[float, float, float]) -> Sentence:
    times, least, most = map(_rounded, lift)
    what_vi = "cùng một nội dung" if things == 1 else f"{things} nội dung giống nhau"
    what_en = "the same thing" if things == 1 else f"the same {things} things"
    return Sentence(
        f"{accounts} tài khoản nhiều lần đăng {what_vi} gần như cùng lúc ({posts} bài), gấp khoảng {times} lần mức"
        f" ngẫu nhiên (khoảng tin cậy 95 %: từ {least} đến {most} lần). Trùng lặp như vậy chưa chứng minh có người"
        " dàn dựng.",
        f"{accounts} accounts shared {what_en} at nearly the same time again and again ({posts} posts), about {times}"
        f" times as often as by chance (95 % interval: {least} to {most}). This alone does not prove that anybody"
        " arranged it.",
    )


def _rounded(value: float) -> str:
    """Two digits that count, with a thin space between thousands: more would claim too much."""
    digits = 1 - int(np.floor(np.log10(value)))
    return f"{round(value, digits):,.0f}".replace(",", "\u202f") if digits <= 0 else f"{round(value, digits):g}"
