"""Every bench, by the name a person types."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bench import (
    audit,
    bursts,
    clusters,
    coordination,
    cost,
    emerging,
    feeds,
    files,
    fingerprint,
    forecasts,
    guards,
    impact,
    intake,
    language,
    mask,
    phrases,
    places,
    polling,
    quantify,
    register,
    sentiment,
    small_groups,
    store,
    stories,
    stream,
    themes,
    trends,
    web,
)
from bench.table import Table

BENCHES: dict[str, Callable[[argparse.Namespace], list[Table]]] = {
    "intake": intake.run,
    "store": store.run,
    "trends": trends.run,
    "web": web.run,
    "register": register.run,
    "guards": guards.run,
    "small-groups": small_groups.run,
    "files": files.run,
    "feeds": feeds.run,
    "polling": polling.run,
    "stream": stream.run,
    "cost": cost.run,
    "audit": audit.run,
    "mask": mask.run,
    "fingerprint": fingerprint.run,
    "language": language.run,
    "sentiment": sentiment.run,
    "quantify": quantify.run,
    "bursts": bursts.run,
    "forecasts": forecasts.run,
    "impact": impact.run,
    "coordination": coordination.run,
    "stories": stories.run,
    "phrases": phrases.run,
    "clusters": clusters.run,
    "emerging": emerging.run,
    "themes": themes.run,
    "places": places.run,
}
