"""Wanted: see ``civicbeat.findings.wanted``."""

from __future__ import annotations

from civicbeat.findings.wanted import FACETS, SPANS, Wanted, read_filters, write_filters

__all__ = ["FACETS", "SPANS", "Wanted", "read_filters", "write_filters"]
