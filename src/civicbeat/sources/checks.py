"""Checks: what every source must keep, whatever it reads. One suite, run over every member of ``all``.

Each check takes a *specimen*, a source that can be read here and now, and raises ``SourceError`` on the first breach.
"""

from __future__ import annotations

import inspect
import json
import pickle
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from civicbeat.records.errors import SourceError
from civicbeat.records.post import POST_KINDS, Post, to_raw_batch
from civicbeat.sources.contract import Page, Raw, Rejected, Source
from civicbeat.sources.naming import LONGEST_NAME, NAME
from civicbeat.sources.options import FORMS

REASON = re.compile(r"[a-z]+(?:-[a-z]+)*$")
SUBJECTS = ("What it is", "Terms", "What is stored", "Identity", "Coverage", "Deletion", "Limits")
"""What ``about.md`` of every kind must tell, each under a heading of its own."""

FIRST_POLICY = date(2026, 1, 1)


def check_name(source: Source) -> None:
    """The name is lower-case ASCII with dots, at most 40 characters; the kind is the folder's name."""
    _must(NAME.match(source.name), f"{source.name!r} is no source name")
    _must(len(source.name) <= LONGEST_NAME, f"{source.name!r} is longer than {LONGEST_NAME} characters")
    _must(source.kind in type(source).__module__.split("."), f"{source.kind!r} is not the folder it stands in")
    _must(isinstance(source, Source), "it lacks a part of the contract")


def check_policy(source: Source) -> None:
    """Every sentence of the policy is written, its terms were read, and a network is asked within bounds."""
    policy = source.policy
    for said in (policy.terms, policy.may_store, policy.deletion):
        _must(len(said) > 10, "a sentence of the policy is missing")
        _must(said.endswith(".") or said.startswith("https://"), f"no sentence and no address: {said!r}")
    _must(
        FIRST_POLICY <= policy.terms_read <= datetime.now(UTC).date() + timedelta(days=1),
        "nobody read the terms lately",
    )
    _must(policy.keep_for is None or policy.keep_for > timedelta(0), "posts are kept for no time at all")
    _must(0 <= policy.requests_per_minute <= 600, "the rate is out of bounds")


def check_options(source: Source) -> None:
    """What is asked of people are arguments of the class, each in a known form, and readings are not too frequent."""
    arguments = inspect.signature(type(source)).parameters
    for option in source.options:
        _must(option.name in arguments, f"{option.name} is no argument of its class")
        _must(option.form in FORMS, f"{option.form!r} is no form")
        _must(option.label[:1].isupper() and not option.label.endswith("."), f"{option.label!r} is no label")
        _must(not option.why or option.why.endswith("."), f"{option.why!r} is no sentence")
    _must(timedelta(0) <= source.every <= timedelta(days=1), "nobody would call that following")


def check_about(source: Source, folder: Path) -> None:
    """``about.md`` stands in the kind's ``folder`` and speaks of every subject."""
    heads = re.findall(r"^## (.+)$", (folder / source.kind / "about.md").read_text("utf-8"), re.MULTILINE)
    missing = [subject for subject in SUBJECTS if not any(subject in head for head in heads)]
    _must(not missing, f"about.md of {source.kind} says nothing of {missing}")


def check_pages(source: Source) -> None:
    """Pages carry plain values, cursors JSON can keep, shares that grow, and rejections without content."""
    pages = list(source.fetch({}))
    _must(pages, "a specimen gives at least one page")
    shares = [page.done for page in pages if page.done is not None]
    _must(shares == sorted(shares), "the share that is read shrinks")
    _must(all(0 <= share <= 1 for share in shares), "a share lies outside 0 to 1")
    for page in pages:
        _must(json.loads(json.dumps(page.cursor)) == page.cursor, "the cursor changes on its way through JSON")
        _must(pickle.loads(pickle.dumps(page.raws)) == page.raws, "raw items change on their way to a worker")  # noqa: S301  # our own
        _must(page.covers is None or page.covers.start < page.covers.end, "a page covers no time")
        _check_rejected(page.rejected, page.raws)


def check_resumes(source: Source) -> None:
    """A fetch from any page's cursor gives every post of the pages after it."""
    pages = list(source.fetch({}))
    for number, page in enumerate(pages):
        rest = _ids(source, source.fetch(page.cursor))
        missed = _ids(source, pages[number + 1 :]) - rest
        _must(not missed, f"{len(missed)} posts are lost after page {number + 1}")


def check_posts(source: Source) -> None:
    """Posts belong to the source, have an id, a text, aware moments and a known kind, and fit the raw schema."""
    posts = [made for page in source.fetch({}) for raw in page.raws if isinstance(made := source.to_post(raw), Post)]
    _must(posts, "a specimen gives at least one post")
    for post in posts:
        _must(post.source == source.name, "a post belongs to another source")
        _must(post.native_id, "a post has no id")
        _must(post.text.strip(), "a post has no text")
        _must(post.kind in POST_KINDS, "a post is of an unknown kind")
        _must(not (post.author and post.institution), "a post speaks for a person and an institution at once")
        _must(post.published_at.tzinfo is not None, "a moment has no zone")
        _must(post.collected_at.tzinfo is not None, "a moment has no zone")
    _must(to_raw_batch(posts).num_rows == len(posts), "posts do not fit the schema")


def check_pure(source: Source) -> None:
    """The same raw item gives the same post: twice here, and once in a source that was sent to a worker."""
    sent: Source = pickle.loads(pickle.dumps(source))  # noqa: S301  # our own
    for page in source.fetch({}):
        for raw in page.raws:
            before = pickle.dumps(raw)
            made = source.to_post(raw)
            _must(made == source.to_post(raw), "to_post gives different posts")
            _must(made == sent.to_post(raw), "to_post differs in a worker")
            _must(pickle.dumps(raw) == before, "to_post changes what it is given")


def check_total(source: Source, raw: Raw) -> None:
    """``to_post`` never raises, whatever mapping it is given, and sets aside in short words."""
    made = source.to_post(raw)
    if isinstance(made, Post):
        _must(to_raw_batch([made]).num_rows == 1, "a post does not fit the schema")
    else:
        _check_rejected([made], [raw])


def _must(kept: object, breach: str) -> None:
    if not kept:
        raise SourceError(f"A source breaks its contract: {breach}.", do="Mend the source; the contract stands.")


def _check_rejected(rejected: Iterable[Rejected], raws: Iterable[Raw]) -> None:
    said = {text for raw in raws for text in _texts(raw) if len(text) > 40}
    for item in rejected:
        _must(REASON.match(item.reason), f"{item.reason!r} is no slug")
        _must(len(item.where) <= 200, "the place is longer than a place")
        _must(not any(text in item.detail for text in said), "a rejection quotes what was said")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for part in inner for text in _texts(part)]


def _ids(source: Source, pages: Iterable[Page]) -> set[str]:
    made = (source.to_post(raw) for page in pages for raw in page.raws)
    return {post.native_id for post in made if isinstance(post, Post)}


CHECKS: tuple[Callable[[Source], None], ...] = (
    check_name,
    check_policy,
    check_options,
    check_pages,
    check_resumes,
    check_posts,
    check_pure,
)
"""Checks that need only the specimen; ``check_about`` also needs the folder of sources, ``check_total`` a mapping."""
