"""Answers of TikTok's Research API, as approved researchers export them."""

from civicbeat.sources.tiktok.source import TiktokSource

__all__ = ["TiktokSource"]
