"""What may stay of the web address of a post."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from civicbeat.enrich.mask.reading import Reading
from civicbeat.enrich.mask.text import find

_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|fb|instagram|tiktok|twitter|x|threads|youtube|youtu|linkedin|telegram|zalo|vk"
    r"|weibo|reddit|tumblr|bsky"
    r"|pinterest|snapchat|t|m|wa|medium|blogspot|wordpress|substack)\.(?:com|net|me|org|vn|be|app|watch)$"
)
_PERSONAL = re.compile(
    r"/@|~|/(?:u|user|users|profile|profiles|member|members|author|authors|tac-gia|thanh-vien|people|in"
    r"|channel|c)(?:/|$)",
    re.IGNORECASE,
)
_TRACKING = re.compile(r"utm_.*|fbclid|gclid|igshid|mc_[ce]id|ref|ref_src|share.*", re.IGNORECASE)


def public_link(url: str, *, official: bool) -> str:
    """What may be stored of ``url``; empty where nothing may.

    An institution's address stays, without tracking. A private author's keeps host and path, and is dropped whole where
    the host is a social network (a link to a private person's post is a link to the person), the path names an account,
    or anything in it would be masked in a text.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    place = f"{host}:{parts.port}" if parts.port else host
    if official:
        kept = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)]
        return urlunsplit((parts.scheme, place, parts.path, urlencode(kept), ""))
    if _SOCIAL.search(host) or _PERSONAL.search(parts.path):
        return ""
    bare = urlunsplit((parts.scheme, place, parts.path, "", ""))
    return "" if find(Reading(bare)) else bare
