"""Backups: both stores in one folder, and back into an empty place (0102-backups.md)."""
