"""Enrichers: pure functions from an Arrow batch of posts to new columns."""
