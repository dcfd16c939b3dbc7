"""Mapping of a 4CAT item to a post."""

from __future__ import annotations

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, platform_at, tally, titled, when
from civicbeat.sources.files.words import language_code
from civicbeat.sources.reading import link, native_id, word

KNOWN = frozenset(
    (
        *("id", "thread_id", "parent_id", "author", "timestamp", "unix_timestamp", "subject", "body", "url", "link"),
        *(
            "tiktok_url",
            "type",
            "is_retweet",
            "language",
            "language_guess",
            "likes",
            "like_count",
            "num_likes",
            "score",
        ),
        *("comments", "reply_count", "num_comments", "shares", "retweet_count", "plays", "views", "impression_count"),
    )
)


def recognises(beginning: Beginning) -> bool:
    """Every data set of 4CAT has these columns, whatever else it has."""
    return beginning.has("id", "thread_id", "author", "body", "timestamp")


def post(item: Item) -> Post | Rejected:
    """Ids are those of the platform, so that they are told apart by it; one in another's thread is a comment."""
    row = item.row
    url = link(row, "url") or link(row, "link") or link(row, "tiktok_url")
    platform = platform_at(url)
    own, thread = native_id(row, "id"), native_id(row, "thread_id")
    parent = native_id(row, "parent_id")
    answers = bool(thread) and thread != own
    return item.post(
        platform,
        own and f"{platform}/{own}",
        titled(word(row, "subject"), word(row, "body")),
        when(row, "unix_timestamp", "timestamp"),
        author=word(row, "author"),
        url=url,
        kind="share" if word(row, "is_retweet") == "yes" else "comment" if answers else "post",
        parent=f"{platform}/{parent}" if parent and parent != own else "",
        thread=f"{platform}/{thread}" if answers else "",
        language=language_code(word(row, "language") or word(row, "language_guess")),
        likes=tally(row, "likes", "like_count", "num_likes", "score"),
        replies=tally(row, "comments", "reply_count", "num_comments"),
        shares=tally(row, "shares", "retweet_count"),
        reach=tally(row, "plays", "views", "impression_count"),
    )
