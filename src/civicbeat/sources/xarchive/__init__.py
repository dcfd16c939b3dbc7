"""Posts of X: an account's own archive, and what twarc gathered."""

from civicbeat.sources.xarchive.source import XarchiveSource

__all__ = ["XarchiveSource"]
