"""Courses: findings over time as they are kept: a forecast with its rises, the impact of a decision, a story."""

from __future__ import annotations

from collections.abc import Mapping

from civicbeat.analysis.contract import Refusal
from civicbeat.analysis.interrupted import Interruption
from civicbeat.findings.effect_words import OWN_PAST, notes
from civicbeat.findings.effects import Asked, Found
from civicbeat.findings.keeping.content import KeptTable, KeptWords, Said, cell
from civicbeat.findings.keeping.frozen import Body, nothing, said
from civicbeat.findings.keeping.parts import of_sources
from civicbeat.findings.spread import Spread
from civicbeat.findings.trends import Trend
from civicbeat.records.period import Grain, Period
from civicbeat.store.protect import SPREAD
from civicbeat.store.question import Group
from civicbeat.store.resting import MODELS

WITHIN = 1.96 * SPREAD
"""A figure lies so near the true one 95 times in 100."""
STORY = "stories.spread 1"


def forecast(found: Trend, period: Period) -> Body:
    """What was, what is to come with its band, and the rises; ``period`` is the past that is shown.

    Raises:
        NotAllowed: nothing was found.
    """
    past = [cell(at, posts, None, None, None) for at, posts in found.series.figures(period.start)]
    ahead = [cell(at, None, *figures) for at, *figures in found.ahead]
    drawn = KeptTable(columns=("posts", "expected", "low", "high"), rows=(*past, *ahead), grain=found.series.grain)
    rises = KeptTable(
        columns=("posts", "usual", "times", "low", "high"),
        rows=tuple(cell(each.onset, each.posts, each.usual, each.ratio, each.low, each.high) for each in found.spikes),
        grain=Grain.HOUR,
    )
    notes = (found.so_far,) if found.so_far else ()
    return Body("forecast", said(found.forecast, found.bursts), (drawn, rises), notes)


def impact(found: Found, asked: Asked) -> Body:
    """What was observed beside what was to be expected without the decision, and how far that can be trusted.

    Raises:
        NotAllowed: no answer could be given.
    """
    finding = found.finding
    if isinstance(finding, Refusal):
        raise nothing()
    rows = zip(found.starts, finding.observed.tolist(), finding.expected.tolist(), strict=True)
    table = KeptTable(columns=("observed", "expected"), rows=tuple(cell(*row) for row in rows), grain=found.grain)
    alone = (OWN_PAST,) if isinstance(finding, Interruption) else ()
    why = (found.instead.sentence,) if found.instead else ()
    models = {MODELS[asked.group]} if asked.group else set()
    models |= {MODELS[Group.SENTIMENT]} if asked.outcome == "negative" else set()
    return Body("impact", said(finding), (table,), (*why, *alone, *notes(found, asked.outcome)), models=models)


def story(found: Spread, titles: Mapping[str, str]) -> Body:
    """How often a story was told, when and from which sources (``titles`` names them); not in which words.

    Raises:
        NotAllowed: too few people tell it.
    """
    if not found.posts or found.people is None:
        raise nothing()
    told = Said(
        sentence=KeptWords(
            vi=f"Câu chuyện này được kể trong khoảng {found.posts} bài đăng, của ít nhất {found.people} người.",
            en=f"This story was told in about {found.posts:,} posts, by {found.people:,} people at the least.",
        ),
        estimate=found.posts,
        low=max(0.0, found.posts - WITHIN),
        high=found.posts + WITHIN,
        level=0.95,
        sample=found.posts,
        coverage=found.coverage,
        method=STORY,
    )
    times = KeptTable(columns=("posts",), rows=tuple(cell(*each) for each in found.times), grain=found.grain)
    return Body("story", (told,), (times, of_sources(found.sources, titles)))
