"""Months: pseudonyms change with the month (UTC), so that whoever speaks in two months looks like two people."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from civicbeat.records.period import Period

LEAST = timedelta(microseconds=1)


def months(posts: pa.Table) -> npt.NDArray[np.int64]:
    """Shape (posts,): the month of each post, in months since 1970."""
    moments = posts.column("published_at").to_numpy()
    return np.asarray(moments.astype("datetime64[M]").astype(np.int64))


def touched(period: Period) -> int:
    """How many months ``period`` touches: as many pseudonyms a person may have in it."""
    last = period.end - LEAST
    return (last.year - period.start.year) * 12 + last.month - period.start.month + 1


def fewest(k: int, period: Period) -> int:
    """How many pseudonyms are needed, so that there are k people for certain behind them."""
    return k * touched(period)


def busiest(posts: pa.Table) -> int:
    """How many people spoke in the month in which most did: as many there are at the least."""
    pairs = np.unique(np.stack([months(posts).astype(np.uint64), posts.column("person").to_numpy()]), axis=1)
    return int(np.unique(pairs[0], return_counts=True)[1].max(initial=0))
