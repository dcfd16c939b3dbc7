"""Origins: whether a rise is people's own talk, driven by news, or copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from civicbeat.analysis.contract import Doubt, Method, Refusal, Sentence
from civicbeat.analysis.shares import Share, wilson
from civicbeat.analysis.spike_words import refused

VERSION = "1"
LEAST = 10
"""Accounts below which nothing is said."""
NEWS = 0.2
"""A rise is news-driven when more than this share of its posts come from institutions …"""
OPENING, OPENED = 10, 0.5
"""… or at least this share of its first ten."""
COPIED = 0.5
"""A rise is copied when more than this share of what people post in it repeats an earlier text …"""
CROWDED = 3.0
"""… or each account posts so often in it on average."""

Origin = Literal["organic", "news-driven", "copied", "mixed"]


@dataclass(frozen=True, slots=True)
class Origins:
    """What a rise is.

    Attributes:
        estimate: share of its posts that are people's own words: neither an institution's nor a copy.
        origin: *organic*, *news-driven*, *copied*, or *mixed* where no rule holds for sure.
        news: share of posts from institutions.
        copies: share of copies among the other posts.
        posts_each: posts by account of a person.
    """

    estimate: float
    doubt: Doubt
    sentence: Sentence
    origin: Origin
    news: Share
    copies: Share
    posts_each: float
    method: str = f"origins {VERSION}"


def find(posts: int, institutional: int, copies: int, people: int, opening: Sequence[bool] = ()) -> Origins | Refusal:
    """Where a rise comes from, by a rule that anybody can follow.

    Reads: of the posts of a rise, how many there are (``posts``), how many an institution published
    (``institutional``), how many of the others repeat an earlier text (``copies``: shares and near-duplicates), how
    many accounts wrote those others (``people``), and whether each of the first posts, in order, was an institution's
    (``opening``, the first ten are looked at).
    Gives: an ``Origins``. *News-driven*: the whole 95 % interval of the institutions' share lies above a fifth, or at
    least half of the first ten posts were theirs. Otherwise *copied*: the whole interval of the share of copies lies
    above a half, or accounts post three times each or more. Otherwise *organic*: both intervals lie below. Otherwise
    *mixed*. News comes first, because newspapers that print one agency's text are no campaign. Nobody's intent is
    judged: chain letters and appeals are copied too.
    Fails: a refusal when the numbers cannot be (``no-counts``), or fewer than ten people wrote (``too-few``) and the
    rise is not an institutions' matter.
    Source: intervals, E. B. Wilson, JASA 22 (1927) 209; the rule is ours.

    >>> find(240, 0, 225, 60).origin
    'copied'
    >>> find(800, 25, 90, 610).origin
    'organic'
    """
    others = posts - institutional
    if min(posts, institutional, copies, people) < 0 or institutional > posts or not copies <= others >= people:
        return refused("no-counts")
    first = opening[:OPENING]
    opened = len(first) == OPENING and sum(first) >= OPENED * OPENING
    if posts < LEAST or (people < LEAST and institutional < LEAST):
        return refused("too-few")
    news, repeated = wilson(institutional, posts), wilson(copies, max(1, others))
    own = wilson(others - copies, posts)
    each = others / people if people else 0.0
    origin = _origin(news, repeated, each, opened=opened)
    doubt = Doubt(own.low, own.high, 0.95, posts)
    return Origins(own.share, doubt, _sentence(origin, own, people), origin, news, repeated, each)


def _origin(news: Share, copies: Share, posts_each: float, *, opened: bool) -> Origin:
    if news.low > NEWS or opened:
        return "news-driven"
    if copies.low > COPIED or posts_each >= CROWDED:
        return "copied"
    return "organic" if news.high < NEWS and copies.high < COPIED else "mixed"


_SAID: Mapping[Origin, tuple[str, str]] = {
    "organic": ("Đợt tăng này chủ yếu là lời của chính người dân", "This rise is mostly people's own talk"),
    "news-driven": ("Đợt tăng này do tin tức dẫn dắt", "This rise is driven by news"),
    "copied": (
        "Đợt tăng này phần lớn là nội dung sao chép hoặc lặp lại, như thư chuyền tay hay lời kêu gọi cũng vậy",
        "This rise is mostly copied or repeated, as chain letters and appeals are too",
    ),
    "mixed": ("Đợt tăng này có nguồn gốc pha trộn", "This rise is of mixed origin"),
}


def _sentence(origin: Origin, own: Share, people: int) -> Sentence:
    vi, en = _SAID[origin]
    share, low, high = (round(100 * figure) for figure in (own.share, own.low, own.high))
    by_vi, by_en = (f", từ {people} tài khoản", f", by {people} accounts") if people >= LEAST else ("", "")
    return Sentence(
        f"{vi}: khoảng {share} trong 100 bài đăng (từ {low} đến {high}) là lời tự viết{by_vi}.",
        f"{en}: about {share} of 100 posts ({low} to {high}) are in people's own words{by_en}.",
    )


def _given(**changed: Any) -> Mapping[str, Any]:
    return {"posts": 800, "institutional": 25, "copies": 90, "people": 610} | changed


METHOD = Method(
    "origins",
    VERSION,
    find,
    _given,
    {
        "few people": lambda: _given(posts=14, institutional=0, copies=2, people=6),
        "nothing": lambda: _given(posts=0, institutional=0, copies=0, people=0),
        "more copies than posts": lambda: _given(copies=900),
        "more people than posts": lambda: _given(people=900),
        "negative": lambda: _given(institutional=-1),
    },
)
