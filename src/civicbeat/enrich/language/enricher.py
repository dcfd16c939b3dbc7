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


@dataclass(frozen=True, slots=True)
class Language:
    """Gives every post its language.

    Reads ``text`` and ``declared_language`` (what the source said, taken only where the text alone does not tell).
    Gives ``language``: ISO 639-1, or ``und`` where nothing is written in words; ``language_confidence``:
    float32 in 0…1.
    """

    name: str = "language"
    version: str = "2026.1"
    licence: str = "Apache-2.0"
    reads: tuple[str, ...] = ("text", "declared_language")

    @property
    def gives(self) -> tuple[pa.Field, ...]:
        return _GIVES

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        texts = batch.column("text").to_pylist()
        declared = batch.column("declared_language").to_pylist()
        found = [_told(text or "", said or "") for text, said in zip(texts, declared, strict=True)]
        codes = pa.array([code for code, _ in found], pa.string())
        return codes, pa.array(np.array([share for _, share in found], dtype=np.float32))


def _told(text: str, declared: str) -> tuple[str, float]:
    code, share = detect(text)
    said = declared.replace("_", "-").split("-")[0].lower()
    if (
        code == UNDETERMINED
        or share >= _DECLARED_HELPS_BELOW
        or not (len(said) == 2 and said.isascii() and said.isalpha())
    ):
        return code, share
    return said, _DECLARED_HELPS_BELOW
