"""Mapping of a post of X to a post: of an account's archive, of the API's version 2, and of its version 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected
from civicbeat.sources.exports import Beginning, Item, tally, when
from civicbeat.sources.reading import items, native_id, value, word

KNOWN = frozenset(
    (
        *("tweet", "id", "id_str", "full_text", "text", "created_at", "lang", "user", "author", "author_id"),
        *("public_metrics", "referenced_tweets", "conversation_id", "note_tweet", "in_reply_to_status_id_str"),
        *("favorite_count", "retweet_count", "reply_count", "retweeted_status", "entities", "attachments", "geo"),
        *("in_reply_to_user_id", "in_reply_to_user", "edit_history_tweet_ids", "edit_controls", "reply_settings"),
        *("possibly_sensitive", "context_annotations", "source", "withheld", "__twarc", "includes", "data", "meta"),
    )
)
_ARCHIVE = re.compile(r"\s*window\.YTD\.tweets?\.part\d+\s*=\s*\[")


def is_archive(beginning: Beginning) -> bool:
    """What an account posted; not its deleted posts, its likes or its messages, which stand in files of their own."""
    return _ARCHIVE.match(beginning.text) is not None


def recognises(beginning: Beginning) -> bool:
    """One post or one page of posts a line, as twarc writes them."""
    first = next(iter(parts(beginning.first)), {})
    newer = "public_metrics" in first or "author_id" in first or "edit_history_tweet_ids" in first
    return ("text" in first and "created_at" in first and newer) or {"id_str", "full_text", "user"} <= first.keys()


def parts(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The posts of a page, each with its author; a post itself is its only part."""
    page = row.get("data")
    if isinstance(page, Mapping):
        page = [page]
    if not isinstance(page, list):
        return [row]
    names = {native_id(user, "id"): word(user, "username") for user in items(row, "includes.users")}
    found = [one for one in page if isinstance(one, Mapping)]
    return [{**one, "author": {"username": names.get(native_id(one, "author_id"), "")}} for one in found]


def post(item: Item) -> Post | Rejected:
    """The three forms have one reading: each field stands where one of them has it."""
    tweet = value(item.row, "tweet")
    row = tweet if isinstance(tweet, Mapping) else item.row
    own = native_id(row, "id_str") or native_id(row, "id")
    text = word(row, "note_tweet.text") or word(row, "full_text") or word(row, "text")
    author = word(row, "author.username") or word(row, "user.screen_name") or native_id(row, "author_id")
    named = {word(other, "type"): native_id(other, "id") for other in items(row, "referenced_tweets")}
    answered = named.get("replied_to", "") or native_id(row, "in_reply_to_status_id_str")
    repeats = "retweeted" in named or "retweeted_status" in row or text.startswith("RT @")
    thread = native_id(row, "conversation_id")
    return item.post(
        "x",
        own,
        text,
        when(row, "created_at", forms=("iso", "twitter")),
        author="" if item.institution else author,
        institution=item.institution,
        url=f"https://x.com/i/status/{own}",
        kind="share" if repeats else "comment" if answered else "post",
        parent=answered,
        thread=thread if thread != own else "",
        language=word(row, "lang") if len(word(row, "lang")) == 2 else "",
        likes=tally(row, "public_metrics.like_count", "favorite_count"),
        replies=tally(row, "public_metrics.reply_count", "reply_count"),
        shares=tally(row, "public_metrics.retweet_count", "retweet_count"),
        reach=tally(row, "public_metrics.impression_count"),
    )
