"""Mapping of a row of the Meta Content Library to a post."""

from __future__ import annotations

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, nested, tally, when
from civicbeat.sources.reading import link, native_id, word

KNOWN = frozenset(
    (
        *("id", "creation_time", "modified_time", "text", "lang", "mcl_url", "content_type", "media_type", "hashtags"),
        *("post_owner.id", "post_owner.name", "post_owner.type", "post_owner.username", "surface.id", "surface.name"),
        *("surface.type", "surface.username", "shared_post_id", "is_branded_content", "link_attachment.link"),
        *(f"statistics.{name}_count" for name in ("like", "love", "wow", "haha", "sad", "angry", "care", "reaction")),
        *(
            "statistics.comment_count",
            "statistics.share_count",
            "statistics.views",
            "statistics.views_date_last_refreshed",
        ),
        *("link_attachment.name", "link_attachment.description", "link_attachment.caption", "match_type", "multimedia"),
    )
)


def recognises(beginning: Beginning) -> bool:
    """Facebook's and Instagram's posts alike."""
    return beginning.has("id", "creation_time", "text") and (
        beginning.has("mcl_url") or beginning.has("statistics.like_count")
    )


def post(item: Item) -> Post | Rejected:
    """A page is not known to be an institution's, so its name becomes a pseudonym too."""
    row = nested(item.row)
    # only Facebook's posts can be shared and have more than one sort of reaction
    platform = "facebook" if item.row.keys() & {"statistics.share_count", "statistics.reaction_count"} else "instagram"
    own, shared = native_id(row, "id"), native_id(row, "shared_post_id")
    media = {"photos": ("image",), "videos": ("video",), "reels": ("video",), "albums": ("image",)}
    return item.post(
        platform,
        own and f"{platform}/{own}",
        word(row, "text"),
        when(row, "creation_time"),
        author=word(row, "post_owner.username") or word(row, "post_owner.name") or native_id(row, "post_owner.id"),
        url=link(row, "mcl_url"),
        parent=shared and f"{platform}/{shared}",
        language=word(row, "lang") if len(word(row, "lang")) == 2 else "",
        likes=tally(row, "statistics.reaction_count", "statistics.like_count"),
        replies=tally(row, "statistics.comment_count"),
        shares=tally(row, "statistics.share_count"),
        reach=tally(row, "statistics.views"),
        media=media.get(word(row, "content_type") or word(row, "media_type"), ()),
    )
