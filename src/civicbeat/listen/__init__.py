"""Listening: lets sources and enrichers meet the store."""
