"""Mapping of what Zeeschuimer noted to a post: TikTok with its comments, Instagram, and X."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, tally, when
from civicbeat.sources.reading import items, native_id, value, word

KNOWN = frozenset(
    (
        *("nav_index", "item_id", "timestamp_collected", "source_platform", "source_platform_url", "source_url"),
        *("user_agent", "data", "id", "last_updated", "__import_meta"),
    )
)


def recognises(beginning: Beginning) -> bool:
    """One item a line, as the extension writes them."""
    return beginning.has("source_platform", "item_id", "timestamp_collected", "data")


def post(item: Item) -> Post | Rejected:
    """Ids are told apart by their platform."""
    platform = word(item.row, "source_platform").lower().removeprefix("www.")
    reader = _READERS.get(platform)
    if reader is None:
        return item.rejected("unknown-platform", "The item comes from a platform that is not read.")
    data = value(item.row, "data")
    return reader(replace(item, row=data if isinstance(data, Mapping) else {}))


def _tiktok(item: Item) -> Post | Rejected:
    row, own = item.row, native_id(item.row, "id")
    author = word(row, "author.uniqueId") or word(row, "author")
    return item.post(
        "tiktok",
        own and f"tiktok/{own}",
        word(row, "desc"),
        when(row, "createTime"),
        author=author,
        url=f"https://www.tiktok.com/@{author}/video/{own}" if author else "",
        language=word(row, "textLanguage") if word(row, "textLanguage") in ("vi", "en") else "",
        likes=tally(row, "stats.diggCount", "statsV2.diggCount"),
        replies=tally(row, "stats.commentCount", "statsV2.commentCount"),
        shares=tally(row, "stats.shareCount", "statsV2.shareCount"),
        reach=tally(row, "stats.playCount", "statsV2.playCount"),
        media=("video",),
    )


def _tiktok_comment(item: Item) -> Post | Rejected:
    row, own, video, answered = (item.row, *(native_id(item.row, name) for name in ("cid", "aweme_id", "reply_id")))
    return item.post(
        "tiktok",
        own and f"tiktok/{own}",
        word(row, "text"),
        when(row, "create_time"),
        author=word(row, "user.unique_id"),
        kind="comment",
        parent=f"tiktok/{answered if answered not in ('', '0') else video}" if video else "",
        thread=video and f"tiktok/{video}",
        likes=tally(row, "digg_count"),
        replies=tally(row, "reply_comment_total"),
    )


def _instagram(item: Item) -> Post | Rejected:
    row = item.row
    own = word(row, "code") or word(row, "shortcode")
    captions = [word(edge, "node.text") for edge in items(row, "edge_media_to_caption.edges")]
    return item.post(
        "instagram",
        own and f"instagram/{own}",
        word(row, "caption.text") or "\n".join(captions),
        when(row, "taken_at", "taken_at_timestamp"),
        author=word(row, "user.username") or word(row, "owner.username"),
        url=f"https://www.instagram.com/p/{own}",
        likes=tally(row, "like_count", "edge_media_preview_like.count"),
        replies=tally(row, "comment_count", "edge_media_preview_comment.count", "edge_media_to_comment.count"),
        reach=tally(row, "play_count", "video_view_count"),
    )


def _x(item: Item) -> Post | Rejected:
    row, legacy = item.row, value(item.row, "legacy")
    person = value(row, "core.user_results.result")
    author = word(person, "core.screen_name") or word(person, "legacy.screen_name") or word(row, "user.screen_name")
    own = native_id(row, "rest_id") or native_id(legacy, "id_str")
    answered, thread = native_id(legacy, "in_reply_to_status_id_str"), native_id(legacy, "conversation_id_str")
    repeats = isinstance(value(legacy, "retweeted_status_result"), Mapping)
    return item.post(
        "x",
        own and f"x/{own}",
        word(row, "note_tweet.note_tweet_results.result.text") or word(legacy, "full_text"),
        when(legacy, "created_at", forms=("twitter",)),
        author=author,
        url=f"https://x.com/i/status/{own}",
        kind="share" if repeats else "comment" if answered else "post",
        parent=answered and f"x/{answered}",
        thread=f"x/{thread}" if thread not in ("", own) else "",
        language=word(legacy, "lang") if len(word(legacy, "lang")) == 2 else "",
        likes=tally(legacy, "favorite_count"),
        replies=tally(legacy, "reply_count"),
        shares=tally(legacy, "retweet_count"),
        reach=tally(row, "views.count", "ext_views.count"),
    )


_READERS = {
    "tiktok.com": _tiktok,
    "tiktok-comments": _tiktok_comment,
    "instagram.com": _instagram,
    "twitter.com": _x,
    "x.com": _x,
}
