"""Follow: which kinds of source can be followed, and how one is built from what is remembered of it."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from civicbeat.governance.accounts.models import Account
from civicbeat.governance.turns import alone
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import InputError, SettingError
from civicbeat.sources.all import KINDS as EVERY_KIND
from civicbeat.sources.contract import Source
from civicbeat.sources.feeds import opml
from civicbeat.sources.options import Option
from civicbeat.sources.policy import Policy
from civicbeat.sources.samplecity.source import SampleCitySource, city

SAMPLE_TITLES = {
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "forum": "Diễn đàn / Forum",
    "mastodon": "Mastodon",
    "news": "Báo chí / News",
}
LONGEST_ADDRESS = 2_000
LONGEST_TEXT = 200
MOST_WORDS = 200
RECHECKS = 8
"""How often in the time that a policy allows older posts are looked at again."""
NEW = "new"
"""How a source is called that is only tried, or whose options are checked."""


def kind_of(kind: type[Source]) -> str:
    """The kind's name: that of its folder."""
    return kind.__module__.split(".")[-2]


KINDS: dict[str, type[Source]] = {kind_of(kind): kind for kind in EVERY_KIND if kind.options}
"""The kinds that people can follow, by name."""


def policy_of(kind: str) -> Policy:
    """The rules of the place that sources of ``kind`` read, before one is made."""
    policy: Policy = sys.modules[KINDS[kind].__module__].POLICY
    return policy


def build(followed: FollowedSource) -> Source:
    """The source that ``followed`` remembers.

    Raises:
        SettingError: its kind is not known to this version.
    """
    if followed.kind == "samplecity":
        return SampleCitySource(followed.options["platform"], datetime.fromisoformat(followed.options["end"]))
    return _made(followed.kind, followed.name, followed.options)


def source_of(kind: str, given: Mapping[str, Any]) -> Source:
    """A source of ``kind`` that is not followed (yet), to be tried.

    Raises:
        InputError: something that was filled in cannot be used.
        SettingError: the same, said by the kind itself.
    """
    return _made(kind, f"{kind}.{NEW}", cleaned(kind, given))


def _made(kind: str, name: str, options: Mapping[str, Any]) -> Source:
    if kind not in KINDS:
        raise SettingError(f"Sources of the kind {kind} cannot be followed.", do="Update civicbeat.")
    made: Source = KINDS[kind](name=name, **options)  # type: ignore[call-arg]  # each kind takes what it asks for
    return made


def follow(kind: str, given: Mapping[str, Any], *, title: str = "", added_by: Account | None = None) -> FollowedSource:
    """Follows a source; one of which all that must be given is the same is given back as it is.

    Args:
        kind: one of ``KINDS``.
        given: what a person filled in, by the names of the kind's options; empty values stand for the defaults.
        title: what people here call it; from what was filled in where it is empty.
        added_by: who decided it.

    Raises:
        InputError: something that was filled in cannot be used.
        SettingError: the same, said by the kind itself.
    """
    source = source_of(kind, given)
    options = cleaned(kind, given)
    told = _told(source.options, options)
    with alone("follow"):
        return _known(kind, source.options, options) or FollowedSource.objects.create(
            name=_free_name(kind, told),
            kind=kind,
            title=(title or options.get("title") or told)[:LONGEST_TEXT],
            options=options,
            every_seconds=int(source.every.total_seconds()),
            recheck_due_at=next_recheck(source),
            added_by=added_by,
        )


def _known(kind: str, asked: tuple[Option, ...], options: Mapping[str, Any]) -> FollowedSource | None:
    """The source of this kind that is followed already and differs in nothing that tells sources apart."""
    same = {option.name: options.get(option.name) for option in asked if option.required or option.tells_apart}
    followed = FollowedSource.objects.filter(kind=kind)
    return next((one for one in followed if all(one.options.get(name) == value for name, value in same.items())), None)


def next_recheck(source: Source) -> datetime | None:
    """When the older posts of ``source`` are looked at again from now; ``None`` where it cannot be asked."""
    within = source.policy.recheck_within
    return None if within is None else datetime.now(UTC) + within / RECHECKS


def follow_feed(address: str, *, title: str = "", added_by: Account | None = None, **options: Any) -> FollowedSource:
    """Follows the feed at ``address``, in which a newspaper or an agency speaks unless ``options`` say otherwise."""
    given = {"address": address, "title": title, "institutional": True, **options}
    return follow("feeds", given, added_by=added_by)


def follow_opml(body: bytes, *, added_by: Account | None = None) -> list[FollowedSource]:
    """Follows every feed of an OPML list.

    Raises:
        UnreadableFile: it is no such list.
        InputError: an address in it cannot be followed; none of the list is.
    """
    with transaction.atomic():
        return [follow_feed(feed.address, title=feed.title, added_by=added_by) for feed in opml.read(body)]


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
            every_seconds=int(source.every.total_seconds()),
        )


def cleaned(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, in the form in which it is remembered; what is empty is left to the kind's defaults.

    Raises:
        InputError: something that must be given is missing, or is not of its form.
        SettingError: the kind is not known.
    """
    if kind not in KINDS:
        raise SettingError(f"Sources of the kind {kind} cannot be followed.", do="Update civicbeat.")
    found = {option.name: _cleaned(option, given.get(option.name)) for option in KINDS[kind].options}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _cleaned(option: Option, value: Any) -> Any:
    text = value.strip() if isinstance(value, str) else value
    if text in (None, "", []):
        if option.required:
            raise InputError(f"“{option.label}” is missing.", do="Fill it in.")
        return None
    if option.form == "words" and not _words(option, text):
        return _cleaned(option, "")
    if option.choices and text not in option.choices:
        raise InputError(f"“{option.label}” has none of its values.", do=f"Choose: {', '.join(option.choices)}.")
    return _FORMS[option.form](option, text)


def _host(_option: Option, value: Any) -> str:
    parts = urlsplit(public_address(str(value)))
    return f"{parts.scheme}://{parts.netloc}"


def _number(option: Option, value: Any) -> int:
    text = str(value)
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise InputError(f"“{option.label}” is not a whole number.", do="Write it in digits.")
    return int(text)


def _words(_option: Option, value: Any) -> list[str]:
    parts = re.split(r"[,;\n]", value) if isinstance(value, str) else list(value)
    return list(dict.fromkeys(word for part in parts if (word := str(part).strip()[:LONGEST_TEXT])))[:MOST_WORDS]


def _text(_option: Option, value: Any) -> str:
    return str(value)[:LONGEST_ADDRESS]


_FORMS = {
    "text": _text,
    "address": lambda _option, value: public_address(str(value)),
    "host": _host,
    "tag": lambda _option, value: str(value).lstrip("#").lower()[:LONGEST_TEXT],
    "number": _number,
    "yes": lambda _option, value: value in (True, "on", "yes", "true", "1") or None,
    "words": _words,
}


def public_address(address: str) -> str:
    """The address without blanks.

    Raises:
        InputError: it is none of the web, or carries a password.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= LONGEST_ADDRESS
    except ValueError:
        fits = False
    if not fits:
        raise InputError("That is not an address of the web.", do="Give one that starts with https://.")
    if parts.username or parts.password:
        raise InputError("The address carries a name or password.", do="Give its public address.")
    return address


def _told(options: tuple[Option, ...], given: Mapping[str, Any]) -> str:
    """What tells this source from others of its kind: its host, or what else was filled in."""
    for option in options:
        value = given.get(option.name)
        if option.form in ("address", "host") and value:
            host = urlsplit(value).hostname or ""
            tag = given.get("tag")
            return f"#{tag} · {host}" if tag else host
        if value and option.form in ("text", "words"):
            return ", ".join(value) if isinstance(value, list) else str(value)
    return "1"


def _free_name(kind: str, told: str) -> str:
    """``KIND.HOST``, numbered where one of the host is followed already; a source's name has 40 characters."""
    host = unicodedata.normalize("NFD", told.rpartition(" · ")[2].lower().replace("đ", "d")).removeprefix("www.")
    bare = "".join(character for character in host if not unicodedata.combining(character))
    plain = "-".join(part for part in re.split(r"[^a-z0-9]+", bare) if part)
    base = f"{kind}.{plain or 1}"[:36].rstrip("-")
    taken = set(FollowedSource.objects.filter(name__startswith=base).values_list("name", flat=True))
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1_000))) if name not in taken)
