"""``civicbeat search``: looks at posts from the command line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.looking import look
from civicbeat.records.period import CITY_ZONE, Period
from civicbeat.records.scope import Scope
from civicbeat.store.answer import Posts, SeenPost
from civicbeat.store.question import Look, Question
from civicbeat.store.store import Store

REASON = "search at the command line"


@needs(Right.READ)
def search(
    query: Annotated[str, typer.Argument(help="Lucene-style: 'ngập AND place:\"Thủ Đức\"'.")] = "",
    *,
    days: Annotated[int, typer.Option(min=1, help="How many days back.")] = 30,
    limit: Annotated[int, typer.Option(min=1, max=500, help="The most posts shown.")] = 20,
    stories: Annotated[bool, typer.Option("--stories", help="Show one post of each story.")] = False,
    reason: Annotated[str, typer.Option(help="Why you look; it stands in the audit log.")] = REASON,
    json: Annotated[bool, typer.Option(help="One line of JSON.")] = False,
) -> None:
    """Counts and shows the posts that match."""
    period = Period.back_from(datetime.now(UTC), timedelta(days=days))
    with ready.beat() as beat:
        scope = ready.scope(reason)
        wanted = Look(scope=scope, period=period, query=ready.query(scope, query), limit=limit, one_per_story=stories)
        count = _count(beat.store, scope, period, wanted.query)
        posts = look(beat.store, wanted)
    if json:
        print_json({"posts": count, "hidden": posts.hidden, "shown": [asdict(post) for post in posts.posts]})
    else:
        _show(posts, count, days)


def _count(store: Store, scope: Scope, period: Period, query: str) -> int | None:
    answer = store.ask(Question(scope=scope, period=period, query=query))
    figures = answer.table.column("posts").to_pylist()
    return figures[0] if figures else 0


def _show(posts: Posts, count: int | None, days: int) -> None:
    if posts.hidden or count is None:
        out.print(
            f"Too few people (about {posts.look.scope.k} or fewer) said this in {days} days:"
            " small groups stay invisible."
        )
        return
    out.print(f"[bold]{count:,}[/bold] posts in {days} days (a protected figure: give or take a few)", highlight=False)
    for post in posts.posts:
        out.print(_headline(post), highlight=False)
        out.print(_body(post))
        out.print()


def _headline(post: SeenPost) -> str:
    moment = post.published_at.astimezone(ZoneInfo(CITY_ZONE)).strftime("%d/%m/%Y %H:%M")
    parts = (moment, post.institution or post.platform, post.sentiment, ", ".join(post.themes), ", ".join(post.places))
    copies = f" · {post.copies:,} say the same" if post.copies > 1 else ""
    return f"[dim]{' · '.join(part for part in parts if part)}{copies}[/dim]"


def _body(post: SeenPost) -> Text:
    text = Text(post.text)
    for span in post.spans:
        text.stylize("bold yellow", span.start, span.end)
    return text
