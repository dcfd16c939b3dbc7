"""Follow: which kinds of source can be followed, and how one is built from what is remembered of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from civicbeat.governance.accounts.models import Account
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError, SettingError
from civicbeat.sources.contract import Source
from civicbeat.sources.feeds import opml
from civicbeat.sources.feeds.source import FeedsSource
from civicbeat.sources.mastodon import MastodonSource
from civicbeat.sources.samplecity.source import SampleCitySource, city
from civicbeat.sources.sites import SitesSource

SAMPLE_SECONDS = 5
"""The sample city is read this often, so that its console is alive."""

SAMPLE_TITLES = {
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "forum": "Diễn đàn / Forum",
    "mastodon": "Mastodon",
    "news": "Báo chí / News",
}
EVERY_SECONDS = {"feeds": 600, "sites": 900, "mastodon": 120}
"""How long after a reading each kind is read again."""
LONGEST_ADDRESS = 2_000


def _sample(_name: str, options: Mapping[str, Any]) -> Source:
    return SampleCitySource(options["platform"], datetime.fromisoformat(options["end"]))


def _feed(name: str, options: Mapping[str, Any]) -> Source:
    return FeedsSource(
        options["address"],
        name,
        title=options.get("title", ""),
        institutional=options.get("institutional", False),
        full_text=options.get("full_text", False),
    )


def _site(name: str, options: Mapping[str, Any]) -> Source:
    return SitesSource(options["address"], name, title=options.get("title", ""))


def _mastodon(name: str, options: Mapping[str, Any]) -> Source:
    return MastodonSource(options["server"], name, tag=options.get("tag", ""))


KINDS: dict[str, Callable[[str, Mapping[str, Any]], Source]] = {
    "feeds": _feed,
    "sites": _site,
    "mastodon": _mastodon,
    "samplecity": _sample,
}
"""Kind → builder from the source's name and options."""


def build(followed: FollowedSource) -> Source:
    """The source that ``followed`` remembers.

    Raises:
        SettingError: its kind is not known to this version.
    """
    if followed.kind not in KINDS:
        raise SettingError(f"Sources of the kind {followed.kind} cannot be followed.", do="Update civicbeat.")
    return KINDS[followed.kind](followed.name, followed.options)


def follow_sample_city(end: datetime) -> None:
    """Follows every platform of the sample city whose past ends at ``end``; a city that is followed already stays."""
    if FollowedSource.objects.filter(kind="samplecity").exists():
        return
    for source in city(end):
        FollowedSource.objects.create(
            name=source.name,
            kind=source.kind,
            title=SAMPLE_TITLES[source.platform],
            options={"platform": source.platform, "end": source.end.isoformat()},
            every_seconds=SAMPLE_SECONDS,
        )


def follow_feed(
    address: str,
    *,
    title: str = "",
    institutional: bool = True,
    full_text: bool = False,
    added_by: Account | None = None,
) -> FollowedSource:
    """Follows the feed at ``address``; one that is followed already is given back as it is.

    Args:
        address: public http(s) address of the feed.
        title: the name under which its publisher speaks.
        institutional: whether a newspaper or an agency speaks; else its authors become pseudonyms.
        full_text: whether each article's page is read too.
        added_by: who decided it.

    Raises:
        InputError: that is not an address of the web, or it carries a password.
    """
    address, host = _public(address)
    options = {"address": address, "title": title, "institutional": institutional, "full_text": full_text}
    return _followed("feeds", host, {"address": address}, options, title or host, added_by)


def follow_site(address: str, *, title: str = "", added_by: Account | None = None) -> FollowedSource:
    """Follows the news site at ``address`` by its sitemaps; one that is followed already is given back as it is.

    Raises:
        InputError: that is not an address of the web, or it carries a password.
    """
    address, host = _public(address)
    options = {"address": address, "title": title}
    return _followed("sites", host, {"address": address}, options, title or host, added_by)


def follow_mastodon(server: str, *, tag: str = "", added_by: Account | None = None) -> FollowedSource:
    """Follows what a Mastodon server publishes to everybody, or what it knows under a hashtag.

    Args:
        server: the server's public address; its path is left out.
        tag: the hashtag, with or without ``#``; empty for the server's own timeline.
        added_by: who decided it.

    Raises:
        InputError: that is not an address of the web, or it carries a password.
        SettingError: the hashtag is none.
    """
    address, host = _public(server)
    options = {
        "server": f"{urlsplit(address).scheme}://{urlsplit(address).netloc}",
        "tag": tag.strip().lstrip("#").lower(),
    }
    _mastodon("mastodon.new", options)
    title = f"#{options['tag']} · {host}" if options["tag"] else host
    return _followed("mastodon", host, options, options, title, added_by)


def follow_opml(body: bytes, *, added_by: Account | None = None) -> list[FollowedSource]:
    """Follows every feed of an OPML list.

    Raises:
        UnreadableFile: it is no such list.
        InputError: an address in it cannot be followed; none of the list is.
    """
    with transaction.atomic():
        return [follow_feed(feed.address, title=feed.title, added_by=added_by) for feed in opml.read(body)]


def _public(address: str) -> tuple[str, str]:
    """The address without blanks, and its host."""
    address = address.strip()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(address) > LONGEST_ADDRESS:
        raise InputError("That is not an address of the web.", do="Give one that starts with https://.")
    if parts.username or parts.password:
        raise InputError("The address carries a name or password.", do="Give its public address.")
    return address, parts.hostname


def _followed(  # noqa: PLR0913, PLR0917  # each is one thing a followed source remembers
    kind: str, host: str, same: Mapping[str, str], options: Mapping[str, Any], title: str, added_by: Account | None
) -> FollowedSource:
    """The source of this kind whose options hold all of ``same``, followed from now on if it was not."""
    known = FollowedSource.objects.filter(kind=kind, **{f"options__{name}": value for name, value in same.items()})
    return known.first() or FollowedSource.objects.create(
        name=_free_name(kind, host),
        kind=kind,
        title=title,
        options=dict(options),
        every_seconds=EVERY_SECONDS[kind],
        added_by=added_by,
    )


def _free_name(kind: str, host: str) -> str:
    """``KIND.HOST``, numbered where one of the host is followed already; a source's name has 40 characters."""
    plain = "-".join(part for part in re.split(r"[^a-z0-9]+", host.lower().removeprefix("www.")) if part)
    base = f"{kind}.{plain}"[:36].rstrip("-")
    taken = set(FollowedSource.objects.filter(name__startswith=base).values_list("name", flat=True))
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1_000))) if name not in taken)
