"""Bluesky's posts by search."""

from civicbeat.sources.blueskysearch.source import BlueskySearchSource

__all__ = ["BlueskySearchSource"]
