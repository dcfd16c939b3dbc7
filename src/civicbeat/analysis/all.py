"""Every method. A new one is added here, and ``checks`` then holds it to the contract."""

from __future__ import annotations

from civicbeat.analysis import coordination, impact
from civicbeat.analysis.contract import Method

METHODS: tuple[Method, ...] = (
    coordination.METHOD,
    impact.METHOD,
)
