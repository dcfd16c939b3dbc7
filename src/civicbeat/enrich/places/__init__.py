"""Places: a gazetteer of Vietnam and the matcher that finds its places in a post."""

from civicbeat.enrich.places.enricher import Places

__all__ = ["Places"]
