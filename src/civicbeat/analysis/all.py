"""Every method. A new one is added here, and ``checks`` then holds it to the contract."""

from __future__ import annotations

from civicbeat.analysis import (
    bursts,
    clusters,
    coordination,
    drivers,
    explain,
    forecasts,
    impact,
    interrupted,
    origins,
    phrases,
    quantify,
    stories,
)
from civicbeat.analysis.contract import Method

METHODS: tuple[Method, ...] = (
    bursts.METHOD,
    clusters.METHOD,
    coordination.METHOD,
    drivers.METHOD,
    explain.METHOD,
    forecasts.METHOD,
    impact.METHOD,
    interrupted.METHOD,
    origins.METHOD,
    phrases.METHOD,
    quantify.METHOD,
    stories.METHOD,
)
