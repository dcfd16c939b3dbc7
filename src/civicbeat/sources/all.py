"""Every kind of source. A new kind is added here, and ``checks`` then holds it to the contract."""

from __future__ import annotations

import sys

from civicbeat.sources.bluesky import BlueskySource
from civicbeat.sources.blueskysearch import BlueskySearchSource
from civicbeat.sources.contract import Source
from civicbeat.sources.discourse import DiscourseSource
from civicbeat.sources.feeds import FeedsSource
from civicbeat.sources.files import FilesSource
from civicbeat.sources.graph import GraphSource
from civicbeat.sources.imap import ImapSource
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.mastodonstream import MastodonStreamSource
from civicbeat.sources.open311 import Open311Source
from civicbeat.sources.policy import Policy
from civicbeat.sources.recognising import EXPORTS
from civicbeat.sources.reddit import RedditSource
from civicbeat.sources.samplecity.source import SampleCitySource
from civicbeat.sources.sites import SitesSource
from civicbeat.sources.telegram import TelegramSource
from civicbeat.sources.webhook import WebhookSource
from civicbeat.sources.x import XSource
from civicbeat.sources.youtube import YoutubeSource

KINDS: tuple[type[Source], ...] = (
    FilesSource,
    FeedsSource,
    SampleCitySource,
    MastodonSource,
    SitesSource,
    ImapSource,
    Open311Source,
    DiscourseSource,
    GraphSource,
    YoutubeSource,
    RedditSource,
    XSource,
    *EXPORTS,
    TelegramSource,
    BlueskySource,
    MastodonStreamSource,
    BlueskySearchSource,
    WebhookSource,
)


def policies() -> dict[str, Policy]:
    """The rules of every kind, by the name of its folder, before a source of it is made."""
    return {kind.__module__.split(".")[-2]: _policy(kind) for kind in KINDS}


def _policy(kind: type[Source]) -> Policy:
    """That of the kind's module; an export has it on its class."""
    found: Policy = vars(sys.modules[kind.__module__]).get("POLICY") or vars(kind)["policy"]
    return found
