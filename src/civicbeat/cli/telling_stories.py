"""Telling stories at the command line: a list of them, or one by its spread, sources, wordings and first posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from civicbeat.cli import acting
from civicbeat.cli.firsts import firsts, oldest, opening
from civicbeat.cli.ready import Asked
from civicbeat.cli.screen import out, print_json
from civicbeat.findings.spread import Spread, spread
from civicbeat.findings.stories import Story, stories
from civicbeat.governance.accounts.rights import Right
from civicbeat.records.period import CITY_ZONE
from civicbeat.store.answer import SeenPost
from civicbeat.store.store import Store

MOST = 200
"""So many are counted whatever the limit: it must not decide which figures are shown."""
FIRST_POSTS = 5
FEW = "Fewer than {k} people tell it: small groups stay invisible."


def tell(store: Store, asked: Asked, limit: int, *, json: bool) -> None:
    """Prints the stories that were told most often, as a line of JSON or as a table."""
    told, answer = stories(store, asked.question, MOST)
    told = told[:limit]
    said = firsts(store, asked.question, [story.id for story in told], asked.audited_as)
    if json:
        listed = [_plain(story, said.get(story.id)) for story in told]
        coverage = answer.coverage.share
        print_json({"stories": listed, "some_hidden": bool(answer.hidden_groups), "coverage": coverage})
        return
    if told:
        out.print(_table(told, said))
    else:
        out.print("No text was repeated by enough people to be called a story.")
    if answer.hidden_groups:
        out.print(f"Stories told by fewer than {asked.question.scope.k} people are not listed.", highlight=False)
    _heard(answer.coverage.share)


def tell_one(store: Store, asked: Asked, number: str, *, json: bool) -> None:
    """Prints how a story went round, as a line of JSON or as tables; its posts only for whoever may read them."""
    reads = _reads()
    first = oldest(store, asked.question, [number], FIRST_POSTS if reads else 1, asked.audited_as).posts
    found = spread(store, asked.question, number)
    if json:
        print_json(_plain_one(number, found, first if reads else ()))
    elif found.posts is None:
        out.print(FEW.format(k=asked.question.scope.k), highlight=False)
    elif not found.posts:
        out.print(f"No post of the period tells story {number}; `civicbeat stories` lists those told.")
    else:
        _show(found, first, reads=reads)


def _reads() -> bool:
    """Whether the texts of posts may be shown: the system's own user reads all."""
    person = acting.person()
    return person is None or Right.READ in person.rights


def _plain(story: Story, first: SeenPost | None) -> dict[str, Any]:
    return {
        "story": story.id,
        "posts": story.posts,
        "people": story.people,
        "first": first.published_at if first else None,
        "source": first.source if first else None,
        "opening": opening(first.text) if first else None,
    }


def _plain_one(number: str, found: Spread, first: Iterable[SeenPost]) -> dict[str, Any]:
    return {
        "story": number,
        "posts": found.posts,
        "people": found.people,
        "grain": found.grain.value,
        "times": [{"start": start, "posts": posts} for start, posts in found.times],
        "sources": found.sources,
        "wordings": [
            {"opening": opening(each.text), "posts": each.posts, "people": each.people} for each in found.variants
        ],
        "other_wordings": found.others,
        "coverage": found.coverage,
        "first_posts": [{"at": post.published_at, "source": post.source, "text": post.text} for post in first],
    }


def _table(told: Sequence[Story], said: Mapping[str, SeenPost]) -> Table:
    table = Table("story", "posts", "people, at least", "first told", "by", "first words", box=None)
    for column in table.columns[1:3]:
        column.justify = "right"
    table.columns[0].no_wrap = True
    for story in told:
        first = said.get(story.id)
        by = (_local(first.published_at), first.source, Text(opening(first.text))) if first else ("", "", "")
        table.add_row(story.id, f"{story.posts:,}", _count(story.people), *by)
    return table


def _show(found: Spread, first: Sequence[SeenPost], *, reads: bool) -> None:
    if first:
        out.print(Text(f"“{opening(first[0].text)}”", "bold"))
    out.print(f"{_count(found.posts)} posts by at least {_count(found.people)} people", highlight=False)
    spoken = [(_local(start), posts) for start, posts in found.times if posts != 0]
    out.print(_pairs(found.grain.value, spoken))
    out.print(_pairs("source", found.sources.items()))
    out.print(_wordings(found))
    if found.others:
        out.print("Wordings of fewer people are not listed.")
    _heard(found.coverage)
    if not reads:
        out.print("Its posts are for whoever may read posts.")
        return
    out.print("[bold]First posts[/bold]")
    for post in first:
        out.print(f"[dim]{_local(post.published_at)} · {post.institution or post.source}[/dim]", highlight=False)
        out.print(Text(post.text))


def _wordings(found: Spread) -> Table:
    table = Table("wording", "posts", "people, at least", box=None)
    for each in found.variants:
        table.add_row(Text(opening(each.text)), _count(each.posts), _count(each.people) if each.people else "–")
    return table


def _pairs(title: str, rows: Iterable[tuple[str, int | None]]) -> Table:
    table = Table(title, "posts", box=None)
    table.columns[1].justify = "right"
    for name, posts in rows:
        table.add_row(name, _count(posts))
    return table


def _heard(share: float | None) -> None:
    told = "It is not known how much of the time was heard." if share is None else f"Heard: {share:.0%} of the time."
    out.print(told, highlight=False)


def _count(figure: int | None) -> str:
    return "hidden" if figure is None else f"{figure:,}"


def _local(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(CITY_ZONE)).strftime("%d/%m/%Y %H:%M")
