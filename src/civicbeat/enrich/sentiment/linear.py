"""The packaged model: one table of 8-bit weights over hashed n-grams, and a softmax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from civicbeat.enrich.sentiment.features import BUCKETS, Group, features

_LANE = np.int64(21)
_MIDDLE = 128
_MASK = np.int64((1 << 21) - 1)

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of three classes as sums of integers, so that they do not depend on the order of summation.

    Attributes:
        packed: int64 of length ``BUCKETS`` + 1: the three weights of a bucket, each + 128, in lanes of 21 bits.
        scale: what one unit of weight is worth, for each group of n-grams.
        bias: one for each class.
    """

    packed: npt.NDArray[np.int64]
    scale: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]

    @classmethod
    def read(cls, path: Path) -> Linear:
        """Reads ``table`` (int8, ``BUCKETS`` × 3), ``scale`` and ``bias`` from an ``npz`` file."""
        with np.load(path, allow_pickle=False) as stored:
            lifted = stored["table"].astype(np.int64) + _MIDDLE
            scale, bias = stored["scale"].astype(np.float64), stored["bias"].astype(np.float64)
        packed = np.zeros(BUCKETS + 1, dtype=np.int64)
        packed[:BUCKETS] = lifted[:, 0] | lifted[:, 1] << _LANE | lifted[:, 2] << 2 * _LANE
        return cls(packed, scale, bias)

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """One row for each text: negative, neutral, positive; rows sum to 1; thirds where nothing is said."""
        logits = np.tile(self.bias, (len(texts), 1))
        groups = features(texts)
        for group, scale in zip(groups, self.scale, strict=True):
            logits += self._sums(group) * (scale / np.sqrt(np.maximum(group.counts, 1)))[:, None]
        logits[groups[0].counts == 0] = 0
        return softmax(logits)

    def _sums(self, group: Group) -> npt.NDArray[np.int64]:
        """The three sums of weights of each post. Lanes are lifted to stay positive, so one sum carries all three."""
        running = np.zeros(len(group.buckets) + 1, dtype=np.int64)
        np.cumsum(self.packed[group.buckets], out=running[1:])
        sums = running[group.bounds[1:]] - running[group.bounds[:-1]]
        lanes = np.stack([sums & _MASK, sums >> _LANE & _MASK, sums >> 2 * _LANE & _MASK], axis=1)
        return lanes - _MIDDLE * group.counts[:, None]


def softmax(logits: Scores) -> Scores:
    """Rows of logits as rows of probabilities."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Scores = raised / raised.sum(axis=1, keepdims=True)
    return shares
