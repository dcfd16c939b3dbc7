"""Offering: what can be followed at an address that a person pastes, and taking up one of the offers."""

from __future__ import annotations

from civicbeat.governance.accounts.models import Account
from civicbeat.listen.follow import KINDS, follow
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError
from civicbeat.sources.discover import Offer, discover

PLACES = ("address", "host")
TAKEN_UP = tuple(name for name, kind in KINDS.items() if any(option.form in PLACES for option in kind.options))
"""The kinds of offer that can be followed: those that ask for an address."""


def offers(address: str) -> tuple[Offer, ...]:
    """What can be followed at ``address``, by asking a handful of addresses of its host; maybe nothing."""
    return tuple(offer for offer in discover(address) if offer.kind in TAKEN_UP)


def take_up(
    kind: str, address: str, *, title: str = "", tag: str = "", added_by: Account | None = None
) -> FollowedSource:
    """Follows an offer; one that is followed already is given back as it is.

    Args:
        kind: the offer's kind, one of ``TAKEN_UP``.
        address: its address.
        title: its title.
        tag: for a Mastodon server, the hashtag to follow there; empty for all it publishes.
        added_by: who decided it.

    Raises:
        InputError: the kind or the address cannot be followed.
        SettingError: the hashtag is none.
    """
    if kind not in TAKEN_UP:
        raise InputError("That cannot be followed.", do="Choose one of the offers.")
    place = next(option.name for option in KINDS[kind].options if option.form in PLACES)
    given = {place: address, "title": title, "tag": tag}
    return follow(kind, given | ({"institutional": True} if kind == "feeds" else {}), added_by=added_by)
