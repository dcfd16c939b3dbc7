"""Web archives of an institution's own captures."""

from civicbeat.sources.warc.source import WarcSource

__all__ = ["WarcSource"]
