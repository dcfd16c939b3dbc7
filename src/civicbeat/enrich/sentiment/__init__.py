"""Sentiment: a small multilingual model in the package, or any ONNX text classifier in its place."""

from civicbeat.enrich.sentiment.enricher import CLEAR, Sentiment

__all__ = ["CLEAR", "Sentiment"]
