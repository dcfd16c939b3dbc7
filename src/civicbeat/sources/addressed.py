"""Addressed: which post an address of the web may lead to, by the ids that places give their posts.

The addresses of private persons' posts are not stored, because they lead to the person; but the id of a post is often a
part of its address, and whoever gives the address gives it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from civicbeat.sources.bluesky.mapping import uri

LONGEST = 2_000
_STATUS = re.compile(r"/status(?:es)?/(\d{1,30})(?:/|$)")
_REDDIT = re.compile(r"/comments/([a-z0-9]{1,12})(?:/[^/]*(?:/([a-z0-9]{1,12}))?)?/?$", re.IGNORECASE)
_BLUESKY = re.compile(r"^/profile/(did:[^/]+)/post/([^/]+)/?$")
_TELEGRAM = re.compile(r"^/(?:s/)?(\w{4,64})/(\d{1,12})/?$")
_VIDEO = re.compile(r"^/(?:live|shorts|embed)/([\w-]{6,20})")


def native_ids(address: str) -> tuple[str, ...]:
    """The ids that the post at ``address`` may have at its source, the likeliest first; none where it is no address."""
    if len(address) > LONGEST:
        return ()
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("old.")
    except ValueError:
        return ()
    if parts.scheme not in ("http", "https") or not host:
        return ()
    return tuple(dict.fromkeys(one for one in _candidates(host, parts.path, parts.query, address.strip()) if one))


def _candidates(host: str, path: str, query: str, address: str) -> Iterator[str]:
    given = parse_qs(query)
    if found := _STATUS.search(path):
        yield found[1]
    if found := _REDDIT.search(path):
        yield f"t1_{found[2]}" if found[2] else f"t3_{found[1]}"
    if found := _BLUESKY.search(path):
        yield uri(found[1], found[2])
    if host == "t.me" and (found := _TELEGRAM.search(path)):
        yield f"{found[1]}/{found[2]}"
    if host in ("youtube.com", "youtu.be"):
        yield from _youtube(path, given)
    yield path.rstrip("/").rpartition("/")[2]
    yield address
    yield address.partition("#")[0].rstrip("/")


def _youtube(path: str, given: dict[str, list[str]]) -> Iterator[str]:
    """A comment is known by its video and its own id."""
    found = _VIDEO.search(path)
    videos = given.get("v") or ([found[1]] if found else [path.strip("/")])
    yield from (f"{videos[0]}/{comment}" for comment in given.get("lc", [])[:1])
