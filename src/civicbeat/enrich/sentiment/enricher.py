"""Sentiment: is a post negative, neutral or positive about what it speaks of, or can the model not tell?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from civicbeat.enrich.sentiment.linear import Linear
from civicbeat.enrich.sentiment.onnx import OnnxClassifier
from civicbeat.records.post import SENTIMENTS

PACKAGED = Path(__file__).with_name("weights.npz")
CLEAR = 0.45
"""The model declines below this probability of its best class; see the model card for how it was chosen."""

_UNCLEAR = SENTIMENTS.index("unclear")
_GIVES = (
    pa.field("sentiment", pa.string(), nullable=False),
    pa.field("p_negative", pa.float32(), nullable=False),
    pa.field("p_neutral", pa.float32(), nullable=False),
    pa.field("p_positive", pa.float32(), nullable=False),
)


class Model(Protocol):
    """What gives probabilities: rows of negative, neutral, positive that sum to 1."""

    def probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Gives every post its sentiment and the three probabilities behind it.

    Reads ``text``. Gives ``sentiment``: the most probable class, or ``unclear`` where it is less probable than
    ``CLEAR`` or nothing is written; ``p_negative``, ``p_neutral``, ``p_positive``: float32 in 0…1 that sum to 1.

    Attributes:
        model: a folder with an ONNX text classifier that takes the place of the packaged weights.
    """

    model: Path | None = None
    name: str = "sentiment"

    @property
    def version(self) -> str:
        return "2026.2" if self.model is None else f"2026.2+{self.model.name}"

    @property
    def licence(self) -> str:
        return "Apache-2.0" if self.model is None else "LicenseRef-operator"

    @property
    def reads(self) -> tuple[str, ...]:
        return ("text",)

    @property
    def gives(self) -> tuple[pa.Field, ...]:
        return _GIVES

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        texts = batch.column("text").to_pylist()
        shares = _loaded(self.model).probabilities(texts)
        best = np.where(shares.max(axis=1, initial=0.0) < CLEAR, _UNCLEAR, shares.argmax(axis=1))
        named = pa.array(SENTIMENTS).take(pa.array(best))
        return (named, *(pa.array(shares[:, column].astype(np.float32)) for column in range(3)))


@cache
def _loaded(model: Path | None) -> Model:
    """Read once per process, at the first batch."""
    return Linear.read(PACKAGED) if model is None else OnnxClassifier.read(model)
