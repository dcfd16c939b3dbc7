"""Watching: follows one counted series cell by cell and says when it rises as it rarely does by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import exp, log, log1p
from typing import Any, Self

from civicbeat.analysis.seasons import Season
from civicbeat.analysis.tails import Tail

SPANS = (1, 2, 4, 12)
"""Cells that are looked at together: one shows what is sudden, twelve what is scattered."""
LONGER = 0.5
"""Exponent by which a longer span must be rarer to count as much, as fewer of them fit into a week."""
BLOCK_HOURS = 6
WEEK_HOURS = 168
WARM_DAYS = 2
"""Nothing is told before so much was heard."""
GAP_HOURS = 1.0
"""After a gap so long the usual is doubtful: for an hour, longer after long gaps, it is learned and nothing is told."""
SETTLE_SHARE, SETTLE_MOST = 1 / 24, 24.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What one cell showed.

    Attributes:
        usual: posts that were to be expected.
        surprise: minus the logarithm of the chance of such a height in a block of six hours, whatever it followed.
        rarest: the least chance of any span in such a block, as a logarithm without its sign, before it is looked up
            how rarely *that* comes.
        ready: whether enough is known to tell anything.
        cells: over how many cells, this one the last, the rise shows most clearly.
    """

    usual: float
    surprise: float
    rarest: float
    ready: bool
    cells: int


def per_week(surprise: float) -> float:
    """How often a week, heard throughout, shows such a surprise by itself; at most once a block."""
    return WEEK_HOURS / BLOCK_HOURS * exp(-surprise)


@dataclass(slots=True)
class Watcher:
    """What is kept of a series between cells: plain numbers and lists, so that it can be kept as JSON.

    Each span's excess is measured by the likelihood ratio of a Poisson rate above the usual to the usual one
    (Kulldorff's scan statistic for one stream). Real talk varies far more than Poisson's law has it, so that the ratio
    is held against nothing but the series' own past: how rarely did a block of six hours reach it? The rarest span
    counts, and how rarely *that* comes is looked up once more, among the past blocks as they are judged now.

    Source: prospective scan statistics, M. Kulldorff, *JRSS A* 164 (2001) 61–72. Memory and time per cell do not grow.
    """

    season: Season
    spans: list[Tail] = field(default_factory=lambda: [Tail(2.0) for _ in SPANS])
    recent: list[list[float]] = field(default_factory=list)
    peaks: list[float] = field(default_factory=lambda: [0.0] * len(SPANS))
    in_block: int = 0
    blocks: int = 0
    heard: int = 0
    unheard: int = 0
    settling: float = 0.0
    best: Tail = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._judge_past()

    @classmethod
    def of(cls, step: int) -> Self:
        """A watcher of cells of ``step`` seconds that has seen nothing yet."""
        return cls(Season(3600 / step))

    @classmethod
    def resumed(cls, kept: str) -> Self:
        """The watcher that ``kept()`` wrote; it goes on exactly as that one would have."""
        found: dict[str, Any] = json.loads(kept)
        found["season"] = Season(**found["season"])
        found["spans"] = [Tail(**each) for each in found["spans"]]
        return cls(**found)

    def kept(self) -> str:
        """All of it as JSON; Python writes floats so that they come back the same."""
        return json.dumps(asdict(self, dict_factory=_public), separators=(",", ":"))

    @property
    def warm(self) -> bool:
        """Whether enough was heard, and the usual is sure enough, to tell anything."""
        return self.heard >= WARM_DAYS * 24 * self.season.per_hour and self.settling <= 0

    def miss(self) -> None:
        """Lets a cell go by that was not heard: nothing is learned from it, and nothing is missed in it."""
        self.unheard += 1
        self._remember(0.0, 0.0)

    def take(self, slot: int, count: float, heard: float = 1.0) -> Seen:
        """Takes in the ``count`` of the next cell: in hour ``slot`` of the week, its share ``heard`` heard."""
        if self.unheard:
            self._resume()
        usual = self.season.usual(slot) * heard
        self._remember(count, usual)
        heights, cells = self._heights()
        rarest = self._rarest(heights)
        surprise = self.best.surprise(rarest) if rarest else 0.0
        ready = self.warm
        settling = self.settling > 0
        self.season.learn(slot, count, heard, settling=settling)
        self.heard += 1
        if settling:
            self.settling -= 1
        else:
            self._block(heights)
        return Seen(usual, surprise, rarest, ready, cells)

    def _remember(self, count: float, usual: float) -> None:
        self.recent.append([count, usual])
        del self.recent[: -SPANS[-1]]

    def _heights(self) -> tuple[list[float], int]:
        """The likelihood ratio of each span that ends now, as a logarithm, and the span where it is greatest."""
        heights = []
        count = usual = best = 0.0
        cells = done = 0
        for span in SPANS:
            for seen in self.recent[-span : len(self.recent) - done]:
                count += seen[0]
                usual += seen[1]
            done = span
            ratio = count * log(count / usual) - (count - usual) if count > usual > 0 else 0.0
            if ratio > best:
                best, cells = ratio, span
            heights.append(log1p(ratio))
        return heights, cells

    def _rarest(self, heights: Sequence[float]) -> float:
        if not any(heights):
            return 0.0
        judged = zip(self.spans, heights, SPANS, strict=True)
        return max(0.0, *(tail.surprise(height) - LONGER * log(span) for tail, height, span in judged))

    def _block(self, heights: Sequence[float]) -> None:
        """Raises the peaks of the block; a full one joins the past, but for the first, when little was known."""
        self.peaks = [max(pair) for pair in zip(self.peaks, heights, strict=True)]
        self.in_block += 1
        if self.in_block < BLOCK_HOURS * self.season.per_hour:
            return
        if self.blocks:
            for tail, peak in zip(self.spans, self.peaks, strict=True):
                tail.add(peak)
            self._judge_past()
        self.blocks += 1
        self.in_block, self.peaks = 0, [0.0] * len(self.peaks)

    def _judge_past(self) -> None:
        """Judges all past blocks by what is known now: only so are they what the next one can be held against."""
        past = zip(*(tail.peaks for tail in self.spans), strict=True)
        self.best = Tail(1.0, [self._rarest(peaks) for peaks in past])

    def _resume(self) -> None:
        hours = self.unheard / self.season.per_hour
        if hours >= GAP_HOURS and self.heard:
            self.settling = min(SETTLE_MOST, max(GAP_HOURS, hours * SETTLE_SHARE)) * self.season.per_hour
            self.season.pause(self.unheard)
        self.unheard = 0


def _public(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if name != "best" and not name.startswith("_")}
