"""Articles that GDELT lists."""

from civicbeat.sources.gdelt.source import GdeltSource

__all__ = ["GdeltSource"]
