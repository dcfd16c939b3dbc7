"""Reports that cities publish through Open311."""

from civicbeat.sources.open311.source import Open311Source

__all__ = ["Open311Source"]
