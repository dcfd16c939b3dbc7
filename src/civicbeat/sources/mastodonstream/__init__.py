"""Public timelines of Mastodon servers, heard as they grow."""

from civicbeat.sources.mastodonstream.source import MastodonStreamSource

__all__ = ["MastodonStreamSource"]
