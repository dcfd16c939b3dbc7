"""Mapping of a video or comment of TikTok's Research API to a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, tally, when
from civicbeat.sources.reading import items, native_id, value, word

KNOWN = frozenset(
    (
        *("id", "video_id", "create_time", "username", "region_code", "video_description", "voice_to_text", "text"),
        *("like_count", "comment_count", "share_count", "view_count", "reply_count", "favorites_count"),
        *("parent_comment_id", "hashtag_names", "music_id", "effect_ids", "playlist_id", "is_stem_verified"),
        *("video_duration", "hashtag_info_list", "sticker_info_list", "effect_info_list", "video_mention_list"),
        *("video_label", "video_tag"),
    )
)


def recognises(beginning: Beginning) -> bool:
    """A table or lines of videos or comments, or pages of them as the API answers."""
    video = beginning.has("create_time", "video_description") and (beginning.has("id") or beginning.has("video_id"))
    comment = beginning.has("id", "video_id", "text", "create_time")
    return video or comment or (bool(list(parts(beginning.first))) and "data" in beginning.first)


def parts(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The videos or comments of a page; an item itself is its only part."""
    if isinstance(value(row, "data"), Mapping):
        return [*items(row, "data.videos"), *items(row, "data.comments")]
    return [row]


def post(item: Item) -> Post | Rejected:
    """What is said in a video stands below its description; a comment has no author, as the API names none."""
    row = item.row
    video = native_id(row, "video_id")
    if "text" in row and "video_description" not in row:
        own, answered = native_id(row, "id"), native_id(row, "parent_comment_id")
        return item.post(
            "tiktok",
            own,
            word(row, "text"),
            when(row, "create_time"),
            kind="comment",
            parent=answered or video,
            thread=video,
            likes=tally(row, "like_count"),
            replies=tally(row, "reply_count"),
        )
    own, author = native_id(row, "id") or video, word(row, "username")
    return item.post(
        "tiktok",
        own,
        f"{word(row, 'video_description')}\n{word(row, 'voice_to_text')}".strip(),
        when(row, "create_time"),
        author=author,
        url=f"https://www.tiktok.com/@{author}/video/{own}" if author else "",
        likes=tally(row, "like_count"),
        replies=tally(row, "comment_count"),
        shares=tally(row, "share_count"),
        reach=tally(row, "view_count"),
        media=("video",),
    )
