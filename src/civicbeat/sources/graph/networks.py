"""Networks: how Facebook and Instagram call the same things in the Graph API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicbeat.sources.contract import Raw
from civicbeat.sources.reading import native_id, value, word


@dataclass(frozen=True, slots=True)
class Network:
    """What is asked for.

    Attributes:
        account: where a page's token tells which account is its own; empty where it is the page itself.
        posts: the list of its own posts.
        post, comment, reply: fields of each.
        arguments: with which the comments of a post are listed.
    """

    account: str
    posts: str
    post: str
    comment: str
    reply: str
    arguments: Mapping[str, str]

    @property
    def me(self) -> str:
        """Fields of the account that the token belongs to."""
        fields = "id,name,username" if self.account else "id,name"
        return f"{self.account}{{{fields}}}" if self.account else fields

    def own(self, me: Raw) -> Raw:
        """The account in what the token tells of itself."""
        found = value(me, self.account) if self.account else me
        return found if isinstance(found, Mapping) else {}

    def mark(self, post: Raw) -> str:
        """What changes when somebody comments, or a comment goes."""
        newest = value(post, "comments.data")
        first = newest[0] if isinstance(newest, list) and newest else {}
        return f"{self.comments(post)} {word(post, 'updated_time')} {native_id(first, 'id')}"

    def comments(self, post: Raw) -> object:
        """How many comments ``post`` has."""
        found = value(post, "comments.summary.total_count")
        return post.get("comments_count") if found is None else found


_FACEBOOK_COMMENT = "id,message,created_time,from{id},like_count,comment_count,parent{id},permalink_url,is_hidden"
_INSTAGRAM_COMMENT = "id,text,timestamp,username,like_count,hidden,parent_id"

NETWORKS = {
    "facebook": Network(
        account="",
        posts="published_posts",
        post="id,created_time,updated_time,message,permalink_url,shares,reactions.limit(0).summary(total_count),"
        "comments.filter(stream).limit(0).summary(total_count)",
        comment=_FACEBOOK_COMMENT,
        reply="",
        arguments={"filter": "stream", "order": "chronological"},
    ),
    "instagram": Network(
        account="instagram_business_account",
        posts="media",
        post="id,caption,timestamp,permalink,media_type,username,like_count,comments_count,comments.limit(1){id}",
        comment=f"{_INSTAGRAM_COMMENT},replies.limit(50){{{_INSTAGRAM_COMMENT}}}",
        reply=_INSTAGRAM_COMMENT,
        arguments={},
    ),
}
"""By the name a person chooses. On Facebook one list has all comments; on Instagram replies stand in their comment."""
