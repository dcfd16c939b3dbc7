"""Errors: how often the packaged model calls posts of each true sentiment what, counted on posts it never saw."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHIPPED = Path(__file__).with_name("errors.json")
"""Counts alone, no text; made by ``python -m training.sentiment.errors``."""


@cache
def errors(version: str) -> tuple[npt.NDArray[np.float64], ...]:
    """Of each labelled set a table of counts: rows negative, neutral, positive; columns as ``SENTIMENTS``.

    Args:
        version: of the sentiment enricher that scored the posts. Of another model nothing is known: no table is given.
    """
    known = json.loads(SHIPPED.read_text(encoding="utf-8"))
    if known["version"] != version:
        return ()
    return tuple(np.array(table, dtype=np.float64) for table in known["sets"].values())
