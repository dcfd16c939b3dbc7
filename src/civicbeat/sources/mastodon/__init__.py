"""Public timelines of Mastodon servers."""

from civicbeat.sources.mastodon.source import MastodonSource

__all__ = ["MastodonSource"]
