"""Items that Zeeschuimer noted while somebody browsed."""

from civicbeat.sources.zeeschuimer.source import ZeeschuimerSource

__all__ = ["ZeeschuimerSource"]
