"""Comments under chosen videos and channels of YouTube."""

from civicbeat.sources.youtube.source import YoutubeSource

__all__ = ["YoutubeSource"]
