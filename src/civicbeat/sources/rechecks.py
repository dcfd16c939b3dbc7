"""Rechecks: what became of posts that were given before, asked of an API many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from civicbeat.records.errors import SourceError
from civicbeat.records.post import Post
from civicbeat.sources.contract import Page, Raw, Rejected
from civicbeat.sources.reading import moment, native_id, unfit, word
from civicbeat.sources.web import AskedToWait


def in_batches(native_ids: Sequence[str], size: int, ask: Callable[[Sequence[str]], Page]) -> Iterator[Page]:
    """A page for each ``size`` of ``native_ids``; a batch that fails is left out and does not stop the others.

    Raises:
        AskedToWait: at once.
        SourceError: the first failure, after the other batches.
    """
    failure: SourceError | None = None
    for start in range(0, len(native_ids), size):
        try:
            yield ask(native_ids[start : start + size])
        except AskedToWait:
            raise
        except SourceError as error:
            failure = failure or error
    if failure is not None:
        raise failure


def gone(native: str, now: datetime) -> Raw:
    """The raw item of a post that is no more: ``gone_post`` makes the post."""
    return {"id": native, "deleted": True, "read_at": now.isoformat(), "where": "a post that is gone"}


def gone_post(raw: Raw, source: str, platform: str) -> Post | Rejected:
    """The deletion of a post. It is dated when it was noticed: the store keeps the date it knows. Never raises."""
    native, read_at = native_id(raw, "id"), moment(raw, "read_at")
    if refused := unfit(word(raw, "where")[:200], native, "-", read_at, read_at):
        return refused
    assert read_at is not None  # noqa: S101  # one that was not read is unfit
    return Post(source, platform, native, "", read_at, read_at, deleted=True)
