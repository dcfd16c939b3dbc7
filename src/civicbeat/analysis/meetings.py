"""Meetings: shares of one thing by different accounts within a window of time, and how many chance would have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

MILLISECONDS = 1_000


@dataclass(frozen=True)
class Shares:
    """Who shared what when, in order of thing and time.

    However often an account shares a thing within one window, counted from its first share, it is there once.

    Attributes:
        accounts, strata: how many there are.
        account, stratum: shape (shares,), whole numbers from 0.
        moment: shape (shares,), rising, as ``axis`` gives it.
        window: milliseconds.
    """

    accounts: int
    strata: int
    account: Ints
    stratum: Ints
    moment: Ints
    window: int

    @cached_property
    def by_stratum(self) -> Floats:
        """Shape (accounts, strata): shares of each account in each stratum."""
        place = self.account * self.strata + self.stratum
        counts = np.bincount(place, minlength=self.accounts * self.strata)
        return counts.reshape(self.accounts, self.strata).astype(np.float64)

    @cached_property
    def luck(self) -> Floats:
        """Shape (strata, strata): the chance that a share of the one and a share of the other, drawn blindly, meet."""
        first, end = windows(self.moment, self.window)
        met = np.zeros((self.strata, self.strata))
        for other in range(self.strata):
            theirs = np.append(0, np.cumsum(self.stratum == other))
            near = theirs[end] - theirs[first] - (self.stratum == other)
            met[:, other] = np.bincount(self.stratum, weights=near, minlength=self.strata)
        many = np.bincount(self.stratum, minlength=self.strata).astype(np.float64)
        return np.asarray(met / np.maximum(np.outer(many, many) - np.diag(many), 1))

    def expected(self, one: Ints, other: Ints) -> Floats:
        """How often chance has the accounts ``one`` and ``other`` meet, pair by pair.

        The accounts are dealt anew over the shares of each stratum: every account keeps how often it shares, every
        thing when and how often it is shared. The mean under that deal is exact.
        """
        return np.asarray(((self.by_stratum[one] @ self.luck) * self.by_stratum[other]).sum(axis=1))


def shares(objects: Ints, accounts: Ints, times: Floats, strata: Ints, window: float) -> Shares:
    """The shares in posts.

    Reads: ``objects``, ``accounts``, ``strata``, shape (posts,), whole numbers from 0; ``times``, shape (posts,), and
    ``window``, in seconds.
    """
    moment, width = axis(objects, times, window), round(window * MILLISECONDS)
    order = np.lexsort((moment, accounts, objects))
    account, thing, moment = accounts[order], objects[order], moment[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(account) != 0) | (np.diff(thing) != 0)
    begun = moment[np.flatnonzero(new)][np.cumsum(new) - 1]
    turn = (moment - begun) // width
    new[1:] |= turn[1:] != turn[:-1]
    kept = np.flatnonzero(new)
    kept = kept[np.argsort(moment[kept], kind="stable")]
    return Shares(
        accounts=int(accounts.max()) + 1,
        strata=int(strata.max()) + 1,
        account=account[kept],
        stratum=strata[order[kept]],
        moment=moment[kept],
        window=width,
    )


def axis(objects: Ints, times: Floats, window: float) -> Ints:
    """Milliseconds on one axis on which things follow each other, more than a window apart.

    Reads: ``objects``, shape (posts,), whole numbers from 0; ``times``, shape (posts,), and ``window``, in seconds.
    """
    since = np.rint((times - times.min()) * MILLISECONDS).astype(np.int64)
    return np.asarray(objects * (int(since.max()) + round(window * MILLISECONDS) + 1) + since)


def windows(moment: Ints, window: int) -> tuple[Ints, Ints]:
    """For each of the rising ``moment`` the first, and the one after the last, that is at most ``window`` away."""
    return np.searchsorted(moment, moment - window), np.searchsorted(moment, moment + window, side="right")


def accompanied(account: Ints, moment: Ints, window: int) -> Marks:
    """Which shares, in order of ``moment``, have one of another account within the window."""
    first, end = windows(moment, window)
    run = np.zeros(len(account), dtype=np.int64)
    run[1:] = np.cumsum(np.diff(account) != 0)
    return np.asarray(run[first] != run[end - 1])
