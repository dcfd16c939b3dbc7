"""Posts exported from the Meta Content Library."""

from civicbeat.sources.meta.source import MetaSource

__all__ = ["MetaSource"]
