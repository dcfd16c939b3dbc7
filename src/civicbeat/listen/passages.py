"""Passages: personal data that the mask missed and a person found in a post.

It is masked at once and in every reading to come. Nothing of it is kept but a keyed digest (``enrich.mask.passages``),
in the records and in the list of erasures, so that neither a source nor a backup brings it back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from civicbeat.enrich.mask import passages
from civicbeat.governance.audit import chain
from civicbeat.governance.privacy.keyring import KEY_BYTES
from civicbeat.governance.privacy.once import make_once
from civicbeat.listen.models import Passage
from civicbeat.listen.rewording import Label, labelled, reworded
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.post import ENRICHED
from civicbeat.records.scope import Scope
from civicbeat.store.erasures import Erasure, ErasureList, Kind
from civicbeat.store.store import Store

KEY_FILE = "passages.key"
LEAST_REASON = 8
MOST = 10
"""Passages of one post: whose text is personal data through and through is erased, not masked word by word."""
KEPT = timedelta(days=365)
"""How long the digest is kept of a post that is here no more: so long a source or a file may bring it back."""
SELECTED = 500

Said = Mapping[int, Sequence[passages.Passage]]


@dataclass(frozen=True, slots=True)
class Spotted:
    """Personal data that somebody saw in a stored post.

    Attributes:
        post: id of the post.
        words: as they stand in it, or written in another way.
        kind: one of ``enrich.mask.passages.TOKENS``.
    """

    post: int
    words: str
    kind: str


def mask(store: Store, label: Label, scope: Scope, spotted: Spotted) -> None:
    """Masks words of a post for good; the act and its reason stand in the audit log, the words nowhere.

    Args:
        store: the post store.
        label: gives the reworded post its labels.
        scope: who saw them; its purpose is the reason.
        spotted: the words and where they are.

    Raises:
        InputError: the words are not in the post, or it is not here; the reason is too short or repeats them.
        NotAllowed: so much of the post was masked already that it should be erased.
        StoreError: it could not be noted for the time after a restore; nothing was changed.
    """
    _must_explain(scope.purpose, spotted.words)
    post, secret = spotted.post, key(settings.INSTALLATION.data)
    if Passage.objects.filter(post=str(post)).count() >= MOST:
        raise NotAllowed("So much of this post is masked already.", do="Have the whole post erased.")
    found = passages.noted(secret, post, spotted.words, spotted.kind)
    said = {post: [found]}
    if not pc.any(_without(store.kept([post]).batch, said, secret)[1]).as_py():
        chain.record(scope, "mask-miss", "post", kind=found.kind)
        raise InputError("These words are not in the post.", do="Copy them from the post, whole words only.")
    line = f"{post} {found.kind} {found.length} {found.digest}"
    ErasureList(settings.INSTALLATION.erasures).note(Kind.PASSAGE, [line])
    row = _known(post, found, datetime.now(UTC))
    take_out(store, label, said, secret)
    chain.record(scope, "mask", f"passage {row.pk}", kind=found.kind, length=found.length)


def held_back(batch: pa.RecordBatch, label: Label) -> pa.RecordBatch:
    """A ``MASKED`` or ``ENRICHED`` batch that was read now, without the passages that were found in its posts before.

    Where one is taken out, ``label`` tells anew what rests on the text.
    """
    said = _said(batch.column("id").to_pylist())
    if not said:
        return batch
    batch, differs = _without(batch, said, key(settings.INSTALLATION.data))
    if batch.schema.names != ENRICHED.names or not pc.any(differs).as_py():
        return batch
    rest = batch.filter(pc.invert(differs))
    return pa.concat_batches([rest, labelled(batch.filter(differs), label)])


def take_out(store: Store, label: Label, said: Said, secret: bytes) -> int:
    """Takes passages out of stored posts, by the posts' ids, and out of every earlier row; gives how many changed."""
    found = store.kept(sorted(said))
    batch, differs = _without(found.batch, said, secret)
    until = tuple(end for end, other in zip(found.until, differs.to_pylist(), strict=True) if other)
    new = labelled(batch.filter(differs), label)
    changed = store.rewrite(replace(found, batch=new, until=until))
    for month in sorted({moment.strftime("%Y-%m") for moment in new.column("published_at").to_pylist()}):
        store.purge(month)
    return changed


def bring_back(store: Store, label: Label, erasures: Iterable[Erasure], data: Path) -> None:
    """After a restore: what was found by the list of erasures is masked and known again.

    Where the key is lost no passage can be found any more: its posts are erased.
    """
    said: dict[int, list[passages.Passage]] = {}
    for one in (one for one in erasures if one.kind is Kind.PASSAGE):
        post, kind, length, digest = one.which.split(" ")
        found = passages.Passage(kind, int(length), digest)
        said.setdefault(int(post), []).append(found)
        _known(int(post), found, one.moment)
    if said and (data / KEY_FILE).exists():
        take_out(store, label, said, key(data))
    else:
        store.erase(said)


def forget(store: Store, now: datetime) -> int:
    """Keeps no digest of posts that were erased, or have been away for long; gives of how many passages it forgot."""
    ids = {int(post) for post in Passage.objects.exclude(post="").values_list("post", flat=True)}
    erased = store.refused(ids)
    away = ids - store.still_held(ids) - erased
    known = Passage.objects.exclude(post="")
    gone = known.filter(post__in=map(str, erased)) | known.filter(post__in=map(str, away), moment__lt=now - KEPT)
    return gone.update(post="", digest="", length=0)


def key(data: Path) -> bytes:
    """The key of the digests, made once; like all others it lies in no backup."""
    path = data / KEY_FILE
    if not path.exists():
        make_once(path, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def _must_explain(reason: str, words: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise InputError(f"The reason has fewer than {LEAST_REASON} characters.", do="Say what kind of data it is.")
    if passages.holds(reason, words):
        raise InputError("The reason repeats the personal data.", do="Say what it is without writing it.")


def _known(post: int, found: passages.Passage, moment: datetime) -> Passage:
    """The row by which a passage is known, made if it is not there."""
    told = {"kind": found.kind, "length": found.length, "moment": moment}
    return Passage.objects.get_or_create(post=str(post), digest=found.digest, defaults=told)[0]


def _said(ids: Sequence[int]) -> Said:
    """What was found in the posts with ``ids``; asked anew each time, for what was found a second ago must hold."""
    said: dict[int, list[passages.Passage]] = {}
    for start in range(0, len(ids), SELECTED):
        for one in Passage.objects.filter(post__in=[str(number) for number in ids[start : start + SELECTED]]):
            said.setdefault(int(one.post), []).append(passages.Passage(one.kind, one.length, one.digest))
    return said


def _without(batch: pa.RecordBatch, said: Said, secret: bytes) -> tuple[pa.RecordBatch, pa.Array]:
    """The batch without the passages, and which of its rows held one. An address that holds one goes whole."""
    columns = (batch.column(name).to_pylist() for name in ("id", "text", "url"))
    texts, urls = [], []
    for post, text, url in zip(*columns, strict=True):
        found = said.get(post, ())
        texts.append(passages.without(text, post, found, secret))
        urls.append("" if passages.without(url, post, found, secret) != url else url)
    return reworded(batch, pa.array(texts, pa.string()), pa.array(urls, pa.string()))
