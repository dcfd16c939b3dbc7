"""Parts: what a change is made of."""

from __future__ import annotations

from dataclasses import dataclass

from civicbeat.analysis.contract import Sentence

NO_NAME = Sentence("", "")


@dataclass(frozen=True, slots=True)
class Effect:
    """So many posts more or, below 0, fewer: ``low <= value <= high``."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the interval holds no 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one group added to a change.

    Attributes:
        name: of the group, in both languages; empty for the total and the rest.
        before, now: what was counted in each period; ``None`` where it is hidden.
        change: ``now - before``; of a hidden figure, by the middle of what it can be.
        volume: as much of it because more or less was said; ``None`` where all posts were counted, or a figure is
            hidden.
        rate: as much of it because another share of what was said had the label.
        number: which of the groups it is, from 0; -1 for the total and the rest.
    """

    name: Sentence
    before: float | None
    now: float | None
    change: Effect
    volume: Effect | None = None
    rate: Effect | None = None
    number: int = -1
