"""A small file of every kind of export, for the checks that all kinds have in common."""

from tests.sources.brandwatch.sample import sample as brandwatch
from tests.sources.exported import upload
from tests.sources.fourcat.sample import sample as fourcat
from tests.sources.gdelt.sample import sample as gdelt
from tests.sources.meta.sample import sample as meta
from tests.sources.tiktok.sample import sample as tiktok
from tests.sources.warc.sample import sample as warc
from tests.sources.xarchive.sample import sample as xarchive
from tests.sources.zeeschuimer.sample import sample as zeeschuimer

from civicbeat.sources.brandwatch import BrandwatchSource
from civicbeat.sources.fourcat import FourcatSource
from civicbeat.sources.gdelt import GdeltSource
from civicbeat.sources.meta import MetaSource
from civicbeat.sources.recognising import EXPORTS
from civicbeat.sources.tiktok import TiktokSource
from civicbeat.sources.warc import WarcSource
from civicbeat.sources.xarchive import XarchiveSource
from civicbeat.sources.zeeschuimer import ZeeschuimerSource

SAMPLES = {
    FourcatSource: fourcat,
    BrandwatchSource: brandwatch,
    ZeeschuimerSource: zeeschuimer,
    TiktokSource: tiktok,
    MetaSource: meta,
    XarchiveSource: xarchive,
    GdeltSource: gdelt,
    WarcSource: warc,
}
"""For each kind, what makes a file of so many items and one that is set aside."""


def _made(kind):
    return lambda _request: kind(upload(SAMPLES[kind]()))


SPECIMENS = {kind: _made(kind) for kind in EXPORTS}
FIXED = tuple(kind(None) for kind in EXPORTS)
