"""Every bench, by the name a person types."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bench.table import Table

BENCHES: dict[str, Callable[[argparse.Namespace], list[Table]]] = {}
