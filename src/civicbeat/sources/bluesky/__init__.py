"""Bluesky's stream of posts, filtered by words."""

from civicbeat.sources.bluesky.source import BlueskySource

__all__ = ["BlueskySource"]
