"""Remembered: figures that the post store must be asked for, kept for some minutes in each process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

Made = TypeVar("Made")
SECONDS = 600
"""The register may be this much behind; figures of people who can be told apart are never in it."""


def remembered(name: str, make: Callable[[], Made]) -> Made:
    """What ``make`` gave the last time, at most ten minutes ago."""
    found: Made = cache.get_or_set(f"register-{name}", make, SECONDS)  # type: ignore[assignment]  # never None
    return found
