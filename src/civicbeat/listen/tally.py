"""Tally: what became of everything a source gave. Nothing is lost unexplained: read = kept + set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from civicbeat.sources.contract import Rejected

EXAMPLES = 20


@dataclass(slots=True)
class Tally:
    """Counts of one run.

    Attributes:
        read: items the source gave, the useless ones included.
        new, edited, repeated, deleted: what the store did with the posts.
        reasons: set aside, by reason.
        examples: the first few set aside: where and why, never what.
        buried: posts that an enricher could not take; they wait, masked, in the dead letters.
        share_done: share of the whole that is read, or ``None`` where there is no end.
        unknown: fields that the source's mapping does not know → how many items had them.
        cost: units of the source's quota that were used.
        sample: the shape of the first item of a page of which nothing was of use, without content.
    """

    read: int = 0
    new: int = 0
    edited: int = 0
    repeated: int = 0
    deleted: int = 0
    buried: int = 0
    share_done: float | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    examples: list[Rejected] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    cost: int = 0
    sample: object = None

    @property
    def kept(self) -> int:
        """Posts the store has taken, in whatever way."""
        return self.new + self.edited + self.repeated + self.deleted

    @property
    def rejected(self) -> int:
        """Items set aside."""
        return self.reasons.total()

    @property
    def unexplained(self) -> int:
        """Items neither kept, set aside nor buried: always 0, and proved so by tests."""
        return self.read - self.kept - self.rejected - self.buried

    def set_aside(self, items: Iterable[Rejected]) -> None:
        """Counts items by reason and keeps the first few as examples."""
        for item in items:
            self.reasons[item.reason] += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(item)
