"""Public topics of Discourse forums."""

from civicbeat.sources.discourse.source import DiscourseSource

__all__ = ["DiscourseSource"]
