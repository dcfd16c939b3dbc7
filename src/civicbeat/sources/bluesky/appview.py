"""Appview: posts as a service of Bluesky shows them, with their counts and what their authors' profiles ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from civicbeat.records.errors import FormatChanged
from civicbeat.records.post import Post
from civicbeat.sources.api import Api, listed
from civicbeat.sources.bluesky.mapping import COLLECTION, SIGNED_IN_ONLY, taken
from civicbeat.sources.clients import ClientApi
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.reading import count, items, moment, value, word
from civicbeat.sources.rechecks import in_batches
from civicbeat.sources.shape import skeleton

MOST_BY_ID = 25
SESSION = timedelta(hours=1)
"""How long a session is used; its token holds for about two hours."""

_URI = re.compile(rf"at://([^/]+)/{re.escape(COLLECTION)}/([^/]+)")


@dataclass(frozen=True, slots=True)
class SessionApi(ClientApi):
    """An ``Api`` whose key is ``handle:app-password``, with which it begins a session (com.atproto.server)."""

    def _new(self, secret: str) -> tuple[str, timedelta]:
        handle, _, password = secret.partition(":")
        body = json.dumps({"identifier": handle, "password": password}).encode()
        found = self.web.post(self.tokens, body, {"Content-Type": "application/json"})
        try:
            told = json.loads(found.body)
        except (ValueError, RecursionError) as error:
            raise FormatChanged("The answer is not JSON.", do="Check that the API has not moved.") from error
        token = word(told, "accessJwt")
        if not token or not token.isascii() or not token.isprintable():
            raise FormatChanged(
                "The answer holds no token.", do="Compare it with the API's documents.", sample=skeleton(told)
            )
        return token, SESSION


def raw_of(view: Mapping[str, Any], read_at: datetime, where: str) -> Raw:
    """A post as it is shown (``app.bsky.feed.defs#postView``), as ``mapping.post_of`` takes it."""
    author, key = _parts(word(view, "uri"))
    seen = moment(view, "indexedAt")
    raw = taken(author, key, value(view, "record"), 0)
    asks = any(
        word(label, "val") == SIGNED_IN_ONLY and word(label, "src") == author for label in items(view, "author.labels")
    )
    counted = {"likes": "likeCount", "replies": "replyCount", "shares": "repostCount"}
    return {
        **raw,
        **{name: count(view, path) for name, path in counted.items()},
        "time_us": None if seen is None else _micros(seen),
        "labels": [*raw["labels"], *([SIGNED_IN_ONLY] if asks else ())],
        "read_at": read_at.isoformat(),
        "where": where,
    }


def recheck(api: Api, native_ids: Sequence[str], to_post: Callable[[Raw], Post | Rejected]) -> Iterator[Page]:
    """How posts stand now, 25 at a time: one that is not shown any more, or may not be kept any more, is gone.

    Raises:
        SourceError: the service did not deliver.
    """
    yield from in_batches(native_ids, MOST_BY_ID, lambda batch: _again(api, batch, to_post))


def _again(api: Api, native_ids: Sequence[str], to_post: Callable[[Raw], Post | Rejected]) -> Page:
    now = datetime.now(UTC)
    asked = urlencode([("uris", native_id) for native_id in native_ids])
    told = api.object(f"{api.base.rstrip('/')}/xrpc/app.bsky.feed.getPosts?{asked}")
    shown = {word(view, "uri"): raw_of(view, now, "a post that stands") for view in listed(told, "posts")}
    kept = {native_id: raw for native_id, raw in shown.items() if isinstance(to_post(raw), Post)}
    return Page(tuple(kept.get(native_id) or _gone(native_id, now) for native_id in native_ids), {})


def _gone(native_id: str, now: datetime) -> Raw:
    author, key = _parts(native_id)
    parts = {"did": author, "key": key, "time_us": _micros(now), "deleted": True}
    return {**parts, "read_at": now.isoformat(), "where": "a post that is gone"}


def _parts(uri: str) -> tuple[str, str]:
    found = _URI.fullmatch(uri)
    return (found[1], found[2]) if found else ("", "")


def _micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
