"""Silent: what stands in the columns of a model that is switched off: what the schema has for *not known*."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from civicbeat.enrich.contract import Enricher
from civicbeat.enrich.language.detector import UNDETERMINED
from civicbeat.enrich.themes.taxonomy import UNCLASSIFIED

UNKNOWN: Mapping[str, object] = {
    "language": UNDETERMINED,
    "language_confidence": 0.0,
    "sentiment": "unclear",
    "p_negative": 1 / 3,
    "p_neutral": 1 / 3,
    "p_positive": 1 / 3,
    "themes": [UNCLASSIFIED],
    "places": [],
}
"""By column: what the model itself gives of a text that says nothing."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Stands in the place of a model and reads nothing: every post gets ``UNKNOWN``."""

    model: Enricher

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def version(self) -> str:
        return self.model.version

    @property
    def licence(self) -> str:
        return self.model.licence

    @property
    def reads(self) -> tuple[str, ...]:
        return self.model.reads

    @property
    def gives(self) -> tuple[pa.Field, ...]:
        return self.model.gives

    def __call__(self, batch: pa.RecordBatch) -> tuple[pa.Array, ...]:
        return tuple(pa.array([UNKNOWN[field.name]] * len(batch), field.type) for field in self.gives)


def without(enrichers: Sequence[Enricher], off: Collection[str]) -> tuple[Enricher, ...]:
    """The enrichers, those whose name is in ``off`` silent."""
    return tuple(Silent(each) if each.name in off else each for each in enrichers)
