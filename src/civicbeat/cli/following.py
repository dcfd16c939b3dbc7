"""What ``civicbeat sources`` does with followed sources: lists, adds, tries, reads, pauses and removes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit import chain
from civicbeat.governance.topics.models import Topic
from civicbeat.listen.collect import at_work, read
from civicbeat.listen.follow import KINDS, follow, policy_of, source_of
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.recheck import recheck as look_again
from civicbeat.listen.serving import must_serve
from civicbeat.listen.trying import tried
from civicbeat.records.errors import InputError

REASON = "Following public sources (command line)"

Kind = Annotated[str, typer.Argument(help="The kind of source; `civicbeat sources kinds` lists them.")]
Given = Annotated[list[str] | None, typer.Argument(help="What the kind asks for, as name=value; lists by commas.")]
Name = Annotated[str, typer.Argument(help="The source's internal name, as `civicbeat sources list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="JSON, a line each.")]


@needs(Right.COVERAGE)
def kinds(*, json: Json = False) -> None:
    """Lists the kinds of source that can be followed, and what each asks for."""
    for name, kind in KINDS.items():
        policy = policy_of(name)
        asked = [(option.name, option.required, option.example, option.why or option.label) for option in kind.options]
        if json:
            print_json({"kind": name, "needs_key": policy.needs_key, "asks_for": [option[0] for option in asked]})
            continue
        out.print(f"[bold]{name}[/bold]{' — needs a key or a contract' * policy.needs_key}", highlight=False)
        for option, required, example, why in asked:
            shown = f"{option}={example or '…'}" if required else f"[{option}={example or '…'}]"
            out.print(f"  {shown}  {why}", highlight=False, markup=False)


@needs(Right.COVERAGE)
def list_(*, json: Json = False) -> None:
    """Lists the sources that are followed: how each fares, when it was last read, and when it is next."""
    ready.records()
    table = Table("name", "title", "state", "last read", "next", "posts", box=None)
    for followed in FollowedSource.objects.all():
        row = (followed.name, followed.title, _state(followed), followed.last_read_at, followed.due_at)
        if json:
            print_json(dict(zip(("name", "title", "state", "last_read_at", "due_at"), row, strict=True)))
            continue
        table.add_row(*row[:3], *(_moment(value) for value in row[3:]), f"{followed.posts:,}")
    if not json:
        out.print(table)


@needs(Right.SOURCES)
def add(kind: Kind, given: Given = None, *, title: Annotated[str, typer.Option(help="What you call it.")] = "") -> None:
    """Follows a source of any kind; ``civicbeat listen`` or ``serve`` reads it from then on."""
    ready.records()
    followed = follow(kind, _pairs(given), title=title)
    chain.record(ready.scope(REASON), "follow", followed.name)
    out.print(f"{followed.title} is followed as {followed.name}.", highlight=False)


@needs(Right.SOURCES)
def try_(kind: Kind, given: Given = None, *, json: Json = False) -> None:
    """Shows the first ten posts of a source, masked; nothing is stored or followed."""
    with ready.beat() as beat:
        chain.record(ready.scope(REASON), "try", kind)
        shown = tried(beat, source_of(kind, _pairs(given)))
    for post in shown.posts:
        if json:
            print_json({"published_at": post.published_at, "platform": post.platform, "text": post.text})
        else:
            out.print(f"[dim]{_moment(post.published_at)} · {post.platform} · {post.sentiment}[/dim]", highlight=False)
            out.print(post.text[:400], markup=False, highlight=False)
    if not json:
        aside = ", ".join(f"{count} {reason}" for reason, count in shown.reasons.items())
        out.print(f"{shown.read:,} items were read{f'; set aside: {aside}' if aside else ''}.", highlight=False)
    if shown.problem is not None:
        raise shown.problem


@needs(Right.SOURCES)
def serve_(
    name: Name, topics: Annotated[list[int] | None, typer.Argument(help="Numbers of topics; none for all.")] = None
) -> None:
    """Says which topics a source serves: it is read while one of them runs; a month later what came from it goes."""
    followed = _named(name)
    chosen = list(Topic.objects.filter(pk__in=topics or ()))
    if missing := sorted(set(topics or ()) - {topic.pk for topic in chosen}):
        raise InputError(f"There is no topic {missing[0]}.", do="Its number stands in the address of its page.")
    followed.topics.set(chosen)
    chain.record(ready.scope(REASON), "serve", name, topics=sorted(topic.pk for topic in chosen))
    told = ", ".join(topic.name for topic in chosen) or "no topic in particular"
    out.print(f"{followed.title} serves {told}.", highlight=False)


@needs(Right.SOURCES)
def pause(name: Name) -> None:
    """Stops reading a source until it is resumed; what is said meanwhile is a gap."""
    _changed(name, "pause", paused=True)


@needs(Right.SOURCES)
def resume(name: Name) -> None:
    """Goes on with a paused source, unless the topics that it serves have ended."""
    must_serve(_named(name))
    _changed(name, "resume", paused=False)


@needs(Right.SOURCES)
def remove(name: Name) -> None:
    """Stops following a source; its posts stay until their time is over."""
    followed = _named(name)
    chain.record(ready.scope(REASON), "stop", name)
    followed.delete()
    out.print(f"{name} is no longer followed.", highlight=False)


@needs(Right.SOURCES)
def read_(name: Name) -> None:
    """Reads one source now, once."""
    must_serve(_named(name))
    with ready.beat() as beat, _mine(_named(name).pk) as pk:
        tally = read(beat, pk)
    if tally is None:
        raise InputError(_named(name).problem, do="`civicbeat sources list` shows when it is tried again.")
    out.print(f"{tally.new:,} new, {tally.edited:,} edited, {tally.deleted:,} gone.", highlight=False)


@needs(Right.SOURCES)
def recheck(name: Name) -> None:
    """Asks a source what became of older posts, so that edits and deletions follow here."""
    with ready.beat() as beat, _mine(-_named(name).pk) as number:
        asked = look_again(beat, -number)
    out.print(f"{asked:,} posts were asked for.", highlight=False)


@contextmanager
def _mine(number: int) -> Iterator[int]:
    """``number``, for as long as nobody else works on that source (see ``at_work``)."""
    with at_work(number) as mine:
        if not mine:
            raise InputError("Another process reads this source now.", do="Wait until it is done, or look what it got.")
        yield number


def _named(name: str) -> FollowedSource:
    ready.records()
    followed = FollowedSource.objects.filter(name=name).first()
    if followed is None:
        raise InputError(f"No source is called {name}.", do="`civicbeat sources list` shows their names.")
    return followed


def _changed(name: str, action: str, **values: object) -> None:
    followed = _named(name)
    chain.record(ready.scope(REASON), action, name)
    FollowedSource.objects.filter(pk=followed.pk).update(**values)


def _pairs(given: list[str] | None) -> dict[str, str]:
    parts = [one.partition("=") for one in given or ()]
    odd = next((name for name, sign, _ in parts if not sign), "")
    if odd:
        raise InputError(f"“{odd}” has no value.", do="Write it as name=value.")
    return {name.strip(): value for name, _, value in parts}


def _state(followed: FollowedSource) -> str:
    if followed.paused:
        return "paused"
    if followed.failures:
        return f"failed {followed.failures} times: {followed.problem}"
    if followed.problem:
        return f"waits: {followed.problem}"
    return f"quiet since {_moment(followed.quiet_since)}" if followed.quiet_since else "well"


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
