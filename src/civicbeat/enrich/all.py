"""Every enricher, in the order a post passes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from civicbeat.enrich.contract import Enricher
from civicbeat.enrich.fingerprint import Fingerprint
from civicbeat.enrich.language import Language
from civicbeat.enrich.mask import Mask
from civicbeat.enrich.places import Places
from civicbeat.enrich.repair import Repair
from civicbeat.enrich.sentiment import Sentiment
from civicbeat.enrich.themes import Themes


def masking(keys: Mapping[str, bytes]) -> tuple[Enricher, ...]:
    """What turns a ``RAW`` batch into a ``MASKED`` one: repaired first, so that odd characters cannot hide a number."""
    return (Repair(), Mask(keys))


def understanding(sentiment_model: Path | None = None) -> tuple[Enricher, ...]:
    """What turns a ``MASKED`` batch into an ``ENRICHED`` one, with the packaged or another ``sentiment_model``."""
    return (Language(), Sentiment(sentiment_model), Themes(), Places(), Fingerprint())


def versions(enrichers: tuple[Enricher, ...]) -> dict[str, str]:
    """Name → version, as it stands with every answer."""
    return {enricher.name: enricher.version for enricher in enrichers}
