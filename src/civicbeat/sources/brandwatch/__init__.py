"""Mentions exported from Brandwatch."""

from civicbeat.sources.brandwatch.source import BrandwatchSource

__all__ = ["BrandwatchSource"]
