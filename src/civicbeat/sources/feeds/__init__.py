"""Feeds of newspapers, agencies and blogs: RSS, Atom and JSON Feed."""

from civicbeat.sources.feeds.discover import discover
from civicbeat.sources.feeds.opml import Listed
from civicbeat.sources.feeds.opml import read as read_opml
from civicbeat.sources.feeds.opml import write as write_opml
from civicbeat.sources.feeds.source import FeedsSource

__all__ = ["FeedsSource", "Listed", "discover", "read_opml", "write_opml"]
