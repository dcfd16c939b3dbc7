"""Trains the packaged sentiment weights."""
