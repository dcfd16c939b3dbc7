"""Recognising: of which platform or tool a file is an export, by its beginning."""

from __future__ import annotations

from civicbeat.sources.brandwatch import BrandwatchSource
from civicbeat.sources.exports import ExportSource, beginning_of
from civicbeat.sources.files.opening import File
from civicbeat.sources.fourcat import FourcatSource
from civicbeat.sources.gdelt import GdeltSource
from civicbeat.sources.meta import MetaSource
from civicbeat.sources.tiktok import TiktokSource
from civicbeat.sources.warc import WarcSource
from civicbeat.sources.xarchive import XarchiveSource
from civicbeat.sources.zeeschuimer import ZeeschuimerSource

EXPORTS: tuple[type[ExportSource], ...] = (
    FourcatSource,
    BrandwatchSource,
    ZeeschuimerSource,
    TiktokSource,
    MetaSource,
    XarchiveSource,
    GdeltSource,
    WarcSource,
)
"""Every kind of export."""


def recognised(file: File) -> type[ExportSource] | None:
    """The kind of export that ``file`` is; ``None`` where it is none that is known.

    Raises:
        UnreadableFile: it is empty, is not there, or is damaged from its start.
    """
    beginning = beginning_of(file)
    return next((kind for kind in EXPORTS if kind.shape(beginning) is not None), None)
