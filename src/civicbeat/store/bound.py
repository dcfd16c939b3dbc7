"""Bound: a piece of SQL whose values are parameters; what a person typed never becomes part of the SQL."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Binder:
    """Gives each value a parameter of its own and keeps it."""

    values: dict[str, object] = field(default_factory=dict)

    def __call__(self, value: object, kind: str) -> str:
        """The placeholder that stands for ``value`` of the ClickHouse type ``kind``."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"{{{name}:{kind}}}"
