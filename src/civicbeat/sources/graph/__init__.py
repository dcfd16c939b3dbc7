"""The institution's own Facebook page and Instagram account, with what people answer there."""

from civicbeat.sources.graph.source import GraphSource

__all__ = ["GraphSource"]
