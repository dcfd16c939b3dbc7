"""Accounts of private people: mentions, fediverse and Reddit names, profile links, names after a platform's name.

A mention of an account of ``Reading.kept`` stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicbeat.enrich.mask.reading import Pattern, Reading, Span

_SURNAMES = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|lam|mai|trinh|dao|doan|ha|cao"
    "|luong|luu|ta|chau|to|quach"
)
_MENTION = re.compile(r"(?<![\w@/=])@([\w][\w.\-·]{0,62}\w|\w)(?:@[\w\-]+(?:\.[\w\-]+)+)?")
_SURNAME = re.compile(rf"(?:{_SURNAMES})")
_MORE_NAMES = re.compile(r"(?: [^\W\d_a-zà-ỹ][^\W\d_]{0,11}){1,4}")
_REDDIT = re.compile(r"(?<![\w/.])/?u/([\w\-]{3,20})(?!\w)")
_RETWEET = re.compile(r"^(?:rt|via|qt) @?(\w{2,30}):")
_HOSTS = (
    r"(?:[\w\-]+\.)?(?:facebook|instagram|tiktok|twitter|x|threads|youtube|linkedin|snapchat|pinterest|zalo"
    r"|telegram|weibo|vk|tumblr)\.(?:com|net|me|org|vn)"
    r"|fb\.com|fb\.me|m\.me|t\.me|wa\.me|fb\.watch|bsky\.app|viber\.me|line\.me"
)
_SOME_HOST = re.compile(r"\.(?:com|net|me|org|vn|app|watch)/")
_LINK = re.compile(rf"(?<![\w.\-])(?:https?://)?(?:{_HOSTS})/([^\s<>\"⟨⟩]{{1,2000}})")
_PUBLIC = frozenset(
    [
        "groups",
        "hashtag",
        "watch",
        "events",
        "search",
        "help",
        "marketplace",
        "explore",
        "policies",
        "legal",
        "about",
        "results",
        "playlist",
        "embed",
        "shorts",
        "live",
        "reel",
        "reels",
        "p",
        "tag",
        "i",
        "t",
        "home",
        "trending",
        "discover",
        "music",
    ]
)
_WITH_PERSON = re.compile(r"/(?:user|users|members?)/|[?&](?:id|user|uid|author)=|/?(?:posts|permalink|status)/")
_NAMED = re.compile(
    r"(?<![a-z])(?:telegram|tele|insta|instagram|ig|facebook|fb|tiktok|zalo|skype|wechat|snapchat|snap"
    r"|twitter|line id|discord|username|nick)"
    r"(?: (?:la|is|id|cua minh|cua em|cua toi))?(?: ?[:=] ?"
    r"| )(@?[a-z](?=[a-z0-9_.]{0,28}[0-9_.][a-z0-9])[a-z0-9_.]{2,29}[a-z0-9_])(?![\w.]*[/@])"
)
_DOMAIN = re.compile(r"\.(?:com|vn|net|org|gov|edu|io|me|info)$")


def _find(reading: Reading) -> Iterator[Span]:
    plain = reading.plain
    if _SOME_HOST.search(plain):
        for match in _LINK.finditer(plain):
            if not _is_public(reading, match[1]):
                yield match.span(1)
    for match in _MENTION.finditer(plain):
        if match[0].lstrip("@") not in reading.kept and match[1] not in reading.kept:
            yield match.start(), _end_of_name(reading, match)
    for expression in (_REDDIT, _RETWEET, _NAMED):
        for match in expression.finditer(plain):
            if match[1].lstrip("@") not in reading.kept and not _DOMAIN.search(match[1]):
                yield match.span(1)


def _is_public(reading: Reading, path: str) -> bool:
    """Whether a path on a social network is one of content or of a kept account, not of a private person."""
    first = re.split(r"[/?#]", path, maxsplit=1)[0]
    if first.lstrip("@") in reading.kept:
        return True
    return first in _PUBLIC and not _WITH_PERSON.search(path)


def _end_of_name(reading: Reading, mention: re.Match[str]) -> int:
    """A display name goes on after a blank: @Nguyễn Văn An; only a Vietnamese surname is taken to begin one."""
    if not _SURNAME.fullmatch(mention[1]):
        return mention.end()
    more = _MORE_NAMES.match(reading.text, mention.end())
    return more.end() if more else mention.end()


HANDLES = Pattern(
    "handle",
    "⟨@⟩",
    (
        (
            r"(?i)@|(?:^|[^a-z])u/|^(?:rt|via|qt) |\.(?:com|net|me|org|vn|app|watch)/|(?:telegram|tele|insta|ig"
            r"|facebook|fb|tiktok|zalo|skype|wechat|snap|twitter|line id|discord|username|nick)[ :=a-z]"
        ),
    ),
    _find,
)
