"""The enricher that names the language of every post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from civicbeat.enrich.language.detector import UNDETERMINED, detect

_GIVES = (
    pa.field("language", pa.string(), nullable=False),
    pa.field("language_confidence", pa.float32(), nullable=False),
)
_DECLARED_HELPS_BELOW = 0.5
_SAID_FROM = 0.3


@dataclass(frozen=True, slots=True)
class Language:
    """Gives every post its language.

    Reads ``text`` and ``declared_language`` (what the source said, taken only where the text alone does not tell).
    Gives ``language``: ISO 639-1, or ``und`` where nothing is written in words or no language is likelier than 0.3;
    ``language_confidence``: float32 in 0…1, the probability of being right, 0 where undetermined.
    """

    name: str = "language"
    version: str = "2026.2"
    licence: str = "Apache-2.0 AND BSD-3-Clause"
    reads: tuple[str, ...] = ("text", "declared_language")

    @property
    def gives(self) -> tuple[pa.Field, ...]:
        return _GIVES

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        declared = batch.column("declared_language").to_pylist()
        found = detect([text or "" for text in batch.column("text").to_pylist()])
        told = [_told(code, share, said or "") for (code, share), said in zip(found, declared, strict=True)]
        codes = pa.array([code for code, _ in told], pa.string())
        return codes, pa.array(np.array([share for _, share in told], dtype=np.float32))


def _told(code: str, share: float, declared: str) -> tuple[str, float]:
    if code == UNDETERMINED or share >= _DECLARED_HELPS_BELOW:
        return code, share
    said = declared.replace("_", "-").split("-")[0].lower()
    if len(said) == 2 and said.isascii() and said.isalpha():
        return said, _DECLARED_HELPS_BELOW
    return (code, share) if share >= _SAID_FROM else (UNDETERMINED, 0.0)
