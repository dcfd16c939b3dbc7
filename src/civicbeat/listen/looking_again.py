"""Looking again: what stands at the source of a post for which somebody asks, so that they can show that it is theirs.

Whoever can edit or delete a post there is its author, or acts for them: no name and no paper is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.governance.requests.wishes import Did
from civicbeat.listen.beat import Beat
from civicbeat.listen.follow import build
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.recheck import CONTROLS, all_gone, answered
from civicbeat.records.errors import SettingError, SourceError
from civicbeat.records.post import Post, post_id
from civicbeat.sources.contract import Page, Rechecks


def can_be_looked_at(beat: Beat, ids: Sequence[int]) -> bool:
    """Whether all posts with ``ids`` can be asked for at their source."""
    known = beat.store.can_be_asked_for(ids)
    return bool(ids) and all(number in known and _source(known[number][0]) is not None for number in ids)


def look_again(beat: Beat, ids: Sequence[int], code: str) -> Did:
    """What stands at the source of the posts with ``ids`` now.

    Returns:
        ``GONE`` if none of them is there any more, ``CODE_SEEN`` if ``code`` stands in each that is, ``STANDS`` if it
        does not, ``UNREACHED`` if the source cannot be asked or is not believed.
    """
    known = beat.store.can_be_asked_for(ids)
    sealer = Sealer(Keyring(beat.installation.keys))
    natives = {number: (source, sealer.open(sealed)) for number, (source, sealed) in known.items()}
    found: list[Did] = []
    for number in ids:
        source, native = natives.get(number, ("", None))
        found.append(Did.UNREACHED if native is None else _looked(beat, sealer, source, native, code))
    return _together(found)


def _together(found: Sequence[Did]) -> Did:
    if not found or Did.UNREACHED in found:
        return Did.UNREACHED
    if all(did is Did.GONE for did in found):
        return Did.GONE
    return Did.CODE_SEEN if all(did in (Did.GONE, Did.CODE_SEEN) for did in found) else Did.STANDS


def _source(name: str) -> Rechecks | None:
    followed = FollowedSource.objects.filter(name=name).first()
    try:
        source = build(followed) if followed else None
    except SettingError:
        return None
    return source if isinstance(source, Rechecks) and source.policy.recheck_within is not None else None


def _looked(beat: Beat, sealer: Sealer, name: str, native: str, code: str) -> Did:
    source = _source(name)
    if source is None:
        return Did.UNREACHED
    try:
        pages, wait = answered(source, [native])
        if wait is not None:
            return Did.UNREACHED
        if not all_gone(source, pages):
            return _read(source, pages, native, code)
        if not _believed(beat, sealer, source, native):
            return Did.UNREACHED
        beat.intake.take(source, iter(pages), lambda _cursor, _tally: None)
    except SourceError:
        return Did.UNREACHED
    return Did.GONE


def _read(source: Rechecks, pages: Iterable[Page], native: str, code: str) -> Did:
    """What the post says there now; it is read in memory only, and nothing of it is stored."""
    wanted = post_id(source.name, native)
    posts = (source.to_post(raw) for page in pages for raw in page.raws)
    same = [post for post in posts if isinstance(post, Post) and post_id(post.source, post.native_id) == wanted]
    if not same:
        return Did.UNREACHED
    return Did.CODE_SEEN if code and all(code.casefold() in post.text.casefold() for post in same) else Did.STANDS


def _believed(beat: Beat, sealer: Sealer, source: Rechecks, native: str) -> bool:
    """Whether posts that were seen lately still stand: a service that answers nothing by mistake is not believed."""
    lately = (sealer.open(one.sealed) for one in beat.store.lately_seen(source.name, CONTROLS + 1))
    others = [one for one in lately if one is not None and one != native][:CONTROLS]
    if not others:
        return True
    pages, _wait = answered(source, others)
    return not all_gone(source, pages)
