"""Counting: how often something was done lately, remembered by this process alone."""

from __future__ import annotations

from django.core.cache import cache


def within(name: str, most: int, seconds: int) -> bool:
    """Counts once more under ``name``, and tells whether it is at most ``most`` times.

    The count is forgotten ``seconds`` after it began.
    """
    cache.add(name, 0, seconds)
    try:
        return bool(cache.incr(name) <= most)
    except ValueError:  # it was forgotten between the two
        return True
