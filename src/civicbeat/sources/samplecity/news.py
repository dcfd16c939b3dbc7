"""What institutions publish and what is copied: articles, the announced fee, the campaign's text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from civicbeat.sources.samplecity.grammar import Said, Theme, grammar, pick, read

_ENGLISH = 0.1


@cache
def _templates() -> Mapping[str, Any]:
    return read("news.toml")


def article(rng: Random, theme: Theme, feeling: str) -> Said:
    """A newspaper's article; its headline is the first line."""
    english = "en_" if rng.random() < _ENGLISH else ""
    templates = _templates()
    slots = {
        "p": pick(rng, theme.places),
        "l": templates["labels"][theme.gold][1 if english else 0],
        "t": pick(rng, grammar().phrases[english + "times"]),
        "n": 2 + int(rng.random() * 90),
        "m": 2 + int(rng.random() * 20),
    }
    title = pick(rng, templates[english + "headlines"][feeling]).format_map(slots)
    lead = pick(rng, templates[english + "leads"]).format_map(slots)
    end = "" if english else " " + pick(rng, templates["ends"])
    text = f"{title[0].upper()}{title[1:]}\n{lead}{end}"
    return Said(text, str(slots["p"]), theme.gold, feeling, "en" if english else "vi")


def announcement(rng: Random, outlet: str) -> Said:
    """The announced waste fee as one newspaper prints it: the same text, its own credit line."""
    templates = _templates()
    text = f"{templates['announcement']} {pick(rng, templates['credits']).format(o=outlet)}"
    return Said(text.strip(), "", "waste", "neutral", "vi")


def campaign(rng: Random) -> Said:
    """The campaign's text as one account posts it: a call before it, a sign after it."""
    templates = _templates()
    call = pick(rng, templates["calls"])
    text = f"{call}: {templates['campaign']}" if call else templates["campaign"]
    return Said(f"{text} {pick(rng, templates['signs'])}".rstrip(), "", "land", "negative", "vi")
