"""Posts and comments of chosen communities of Reddit."""

from civicbeat.sources.reddit.source import RedditSource

__all__ = ["RedditSource"]
