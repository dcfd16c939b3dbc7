"""Data sets exported from 4CAT."""

from civicbeat.sources.fourcat.source import FourcatSource

__all__ = ["FourcatSource"]
