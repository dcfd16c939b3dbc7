"""What a worker process does with a page: raw items in, one enriched batch out, and what had to be set aside.

A worker never imports the post store. Raw items live in its memory only; what it sends back is masked.
"""

from __future__ import annotations

import signal
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pyarrow as pa

from civicbeat.enrich.all import masking, understanding, versions
from civicbeat.enrich.contract import Enricher, apply
from civicbeat.enrich.silent import without
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.records.post import ENRICHED, MASKED, RAW, Post, post_id, to_raw_batch
from civicbeat.sources.contract import Raw, Rechecks, Rejected, Source


@dataclass(frozen=True, slots=True)
class Failed:
    """A masked post that an enricher could not take: the batch of one row, and the kind of error."""

    batch: pa.RecordBatch
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A page after the worker: ``batch`` is ``ENRICHED``; nothing in it or beside it names a private person.

    ``sealed`` holds, for a source that can be asked what became of a post, the sealed id there of each post of the
    batch, in its order; empty for one that is gone.
    """

    batch: pa.RecordBatch
    rejected: tuple[Rejected, ...]
    failed: tuple[Failed, ...]
    sealed: tuple[bytes, ...] = ()


_Made = tuple[list[pa.RecordBatch], list[Rejected], list[Failed]]


class Understanding:
    """The enrichers of one process."""

    def __init__(self, mask: Sequence[Enricher], enrich: Sequence[Enricher], sealer: Sealer) -> None:
        self._mask = mask
        self._enrich = enrich
        self._sealer = sealer

    @classmethod
    def of(cls, keys: Path, sentiment_model: Path | None = None) -> Understanding:
        """With the pseudonym keys of the folder ``keys`` and the packaged or another sentiment model."""
        keyring = Keyring(keys)
        return cls(masking(keyring), understanding(sentiment_model), Sealer(keyring))

    def page(self, source: Source, raws: Sequence[Raw], off: Collection[str] = ()) -> Understood:
        """Every raw item becomes a row of the batch, a rejection or a failure: none is lost, none stops the others.

        The models named in ``off`` say nothing; protection cannot be switched off.
        """
        made = [source.to_post(raw) for raw in raws]
        posts = [post for post in made if isinstance(post, Post)]
        batches, rejected, failed = self._posts(posts, without(self._enrich, off))
        rejected.extend(item for item in made if isinstance(item, Rejected))
        batch = _joined(batches)
        sealed = self._sealed(posts, batch) if isinstance(source, Rechecks) else ()
        return Understood(batch, tuple(rejected), tuple(failed), sealed)

    def _sealed(self, posts: Sequence[Post], batch: pa.RecordBatch) -> tuple[bytes, ...]:
        by_id = {post_id(post.source, post.native_id): post for post in posts}
        kept = [by_id[number] for number in batch.column("id").to_pylist()]
        return tuple(b"" if post.deleted else self._seal(post) for post in kept)

    def _seal(self, post: Post) -> bytes:
        return self._sealer.seal(post.published_at.astimezone(UTC).strftime("%Y-%m"), post.native_id)

    def again(self, masked: pa.RecordBatch, off: Collection[str] = ()) -> pa.RecordBatch:
        """Enriches a masked batch from the dead letters as ``page`` does; raises what the enricher raises."""
        return apply(without(self._enrich, off), masked, ENRICHED)

    def gives(self) -> set[str]:
        """Names of the columns that sources and enrichers fill together."""
        given = {field.name for enricher in (*self._mask, *self._enrich) for field in enricher.gives}
        return set(RAW.names) | given

    def versions(self) -> dict[str, str]:
        """Version of each enricher by name."""
        return versions((*self._mask, *self._enrich))

    def _posts(self, posts: list[Post], enrich: Sequence[Enricher]) -> _Made:
        """Tries all at once; where that fails, halves until the posts at fault stand alone."""
        if not posts:
            return [], [], []
        try:
            batch = apply((*self._mask, *enrich), to_raw_batch(posts), ENRICHED)
        except Exception as error:  # noqa: BLE001  # whatever one post provokes must not cost the others
            return self._halves(posts, enrich) if len(posts) > 1 else self._alone(posts[0], error)
        return [batch], [], []

    def _halves(self, posts: list[Post], enrich: Sequence[Enricher]) -> _Made:
        middle = len(posts) // 2
        first, second = self._posts(posts[:middle], enrich), self._posts(posts[middle:], enrich)
        return first[0] + second[0], first[1] + second[1], first[2] + second[2]

    def _alone(self, post: Post, error: Exception) -> _Made:
        reason = type(error).__name__  # never its message, which may quote the post
        try:
            masked = apply(self._mask, to_raw_batch([post]), MASKED)
        except Exception:  # noqa: BLE001  # a post that cannot be masked may not be kept in any form
            return [], [Rejected(f"post of {post.source}", "cannot-be-masked", reason)], []
        return [], [], [Failed(masked, reason)]


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.concat_batches(batches) if batches else pa.RecordBatch.from_pylist([], schema=ENRICHED)


_here: list[Understanding] = []


def prepare(keys: Path, sentiment_model: Path | None) -> None:
    """Readies a worker process; an interrupt at the keyboard is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here[:] = [Understanding.of(keys, sentiment_model)]


def understand(source: Source, raws: Sequence[Raw], off: Collection[str] = ()) -> Understood:
    """``Understanding.page`` in a prepared worker process, which lives long: what is ``off`` comes with each page."""
    return _here[0].page(source, raws, off)


def label(masked: pa.RecordBatch, off: Collection[str] = ()) -> pa.RecordBatch:
    """``Understanding.again`` in a prepared worker process."""
    return _here[0].again(masked, off)
