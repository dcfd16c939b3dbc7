"""The packaged model: one table of 8-bit weights over hashed n-grams, and a softmax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from civicbeat.enrich.sentiment.features import BUCKETS, Group, features

_LANE = np.int64(32)
_MIDDLE = 1 << 14
_MASK = np.int64((1 << 32) - 1)

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of three classes as sums of integers, so that they do not depend on the order of summation.

    Attributes:
        packed: int64 of length ``BUCKETS`` + 1: a bucket's weights for negative and positive, each lifted to stay
            positive, in lanes of 32 bits. The weights of the three classes sum to 0, which gives neutral.
        scale: what one unit of weight is worth, for each group of n-grams.
        bias: one for each class.
    """

    packed: npt.NDArray[np.int64]
    scale: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]

    @classmethod
    def read(cls, path: Path) -> Linear:
        """Reads ``table``, ``scale`` and ``bias`` from an ``npz`` file.

        ``table`` (int8, ``BUCKETS`` × 2) holds signed square roots, so that small weights are told apart finely.
        """
        with np.load(path, allow_pickle=False) as stored:
            roots = stored["table"].astype(np.int64)
            scale, bias = stored["scale"].astype(np.float64), stored["bias"].astype(np.float64)
        lifted = roots * np.abs(roots) + _MIDDLE
        packed = np.zeros(BUCKETS + 1, dtype=np.int64)
        packed[:BUCKETS] = lifted[:, 0] | lifted[:, 1] << _LANE
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
        """The three sums of weights of each post; one running sum carries both lanes."""
        running = np.zeros(len(group.buckets) + 1, dtype=np.int64)
        np.cumsum(self.packed[group.buckets], out=running[1:])
        sums = running[group.bounds[1:]] - running[group.bounds[:-1]]
        negative, positive = (lane - _MIDDLE * group.counts for lane in (sums & _MASK, sums >> _LANE & _MASK))
        return np.stack([negative, -negative - positive, positive], axis=1)


def softmax(logits: Scores) -> Scores:
    """Rows of logits as rows of probabilities."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Scores = raised / raised.sum(axis=1, keepdims=True)
    return shares
