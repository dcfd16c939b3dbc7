"""civicbeat: hear what a city says in public, with its doubt and without its people's data."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """``civicbeat.open``; the engine behind it is loaded when it is first asked for, never in a worker process."""
    if name == "open":
        return import_module("civicbeat.notebook").open_city
    raise AttributeError(f"module 'civicbeat' has no attribute {name!r}")
