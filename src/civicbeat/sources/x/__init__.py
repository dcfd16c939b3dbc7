"""Posts of X about a topic."""

from civicbeat.sources.x.source import XSource

__all__ = ["XSource"]
