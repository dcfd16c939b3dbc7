"""Body: what a delivery says as a whole, ``{"posts": […]}``. Its items are judged one by one by the mapping."""

from __future__ import annotations

from typing import Any

import orjson

from civicbeat.sources.webhook.refused import Refused

LARGEST_BODY = 2**20
MOST_POSTS = 500


def read(body: bytes) -> tuple[Any, ...]:
    """The items of a delivery, whatever they are.

    Raises:
        Refused: it is not JSON, not an object with a list of posts, or longer than a delivery may be.
    """
    if len(body) > LARGEST_BODY:
        raise Refused("too-large", "The delivery is larger than 1 MiB.", do="Send fewer posts at once.")
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        # its message quotes nothing, but the error keeps the whole document
        raise Refused("not-json", "The body is not JSON in UTF-8.", do="Check how it is written.") from None
    posts = told.get("posts") if isinstance(told, dict) else None
    if not isinstance(posts, list):
        raise Refused("not-as-documented", "The body has no list of posts.", do='Send {"posts": […]}.')
    if len(posts) > MOST_POSTS:
        raise Refused("too-many-posts", f"The delivery has more than {MOST_POSTS} posts.", do="Send fewer at once.")
    return tuple(posts)
