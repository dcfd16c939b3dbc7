"""Subjects: what people may do about posts that are theirs: find them, have them erased, or used no more.

A post is found by its public address or by exactly its words, masked as they would be when they are read: nobody finds
by this what they do not know already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from civicbeat.enrich.all import masking
from civicbeat.enrich.contract import apply
from civicbeat.enrich.mask.links import public_link
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen.beat import Beat
from civicbeat.listen.models import FollowedSource, ImportRun
from civicbeat.records.post import MASKED, Post, post_id, to_raw_batch
from civicbeat.sources.addressed import native_ids
from civicbeat.store.store import Store

MOST = 5
"""More posts than this with the same words are not told apart by words."""


def find(beat: Beat, what: str) -> tuple[int, ...]:
    """Ids of the posts at the address ``what``, or that say exactly ``what``; ``MOST`` + 1 where there are more."""
    given = what.strip()
    is_address = given.lower().startswith(("https://", "http://")) and not any(map(str.isspace, given))
    return by_address(beat.store, given) if is_address else by_text(beat, given)


def by_address(store: Store, address: str) -> tuple[int, ...]:
    """Ids of the posts at an address: of posts with the id that stands in it, else of those that keep an address."""
    natives = native_ids(address)
    ids = [post_id(source, native) for native in natives for source in _sources()]
    found = tuple(post.id for post in store.held(ids))[: MOST + 1]
    if found or not natives:
        return found
    bare = address.partition("#")[0]
    kept = {link for one in (address, bare, bare.rstrip("/")) for link in _links(one)}
    return store.at_address(sorted(kept), MOST + 1)


def by_text(beat: Beat, text: str) -> tuple[int, ...]:
    """Ids of the posts that say exactly ``text``, as it is when its personal data is masked."""
    return beat.store.that_say(_masked(beat, text), MOST + 1)


def erase(store: Store, ids: Iterable[int]) -> int:
    """Erases posts for good and refuses them from now on; gives how many there were."""
    return store.erase(ids)


def stop_using(store: Store, ids: Iterable[int]) -> int:
    """Takes posts out of all that is looked at, counted or found, for good; gives how many there were.

    What may not be used is not held either: it is erased, and refused when it is read again.
    """
    return store.erase(ids)


def _sources() -> Sequence[str]:
    """Every name under which posts may be held."""
    imported = ImportRun.objects.values_list("source", flat=True).distinct()
    return sorted({*FollowedSource.objects.values_list("name", flat=True), *imported})


def _links(address: str) -> Iterator[str]:
    yield from (public_link(address, official=official) for official in (True, False))


def _masked(beat: Beat, text: str) -> list[str]:
    """The text as it is stored: of anybody, and of an institution, of which less is masked."""
    now = datetime.now(UTC)
    posts = [Post("x", "x", name, text, now, now, institution=name) for name in ("", "x")]
    batch = apply(masking(Keyring(beat.installation.keys)), to_raw_batch(posts), MASKED)
    masked: pa.Array = batch.column("text")
    return sorted(set(masked.to_pylist()))
