"""The language of a post, with the confidence of saying so."""

from civicbeat.enrich.language.enricher import Language

__all__ = ["Language"]
