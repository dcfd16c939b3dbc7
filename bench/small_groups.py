"""Small groups: what their protection costs in figures, and how far attacks come against it and against other ways."""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.table import Table, percentile
from civicbeat.listen.understand import Understanding
from civicbeat.records.period import Period
from civicbeat.records.scope import SMALLEST_GROUP, Scope
from civicbeat.sources.samplecity.source import city
from civicbeat.store.cells import cells
from civicbeat.store.protect import Cell, few, protect
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.sql import SEVERAL, TIME
from civicbeat.store.store import Store

K = SMALLEST_GROUP
SIZES = (10, 12, 30, 100, 300, 1_000, 10_000)
DRAWS = 4_000
ROUNDS = 1_000
BASE = 5
CROWD = 200
OTHERS = 3
END = datetime(2026, 9, 20, 5, tzinfo=UTC)
"""Where the sample city ends."""
SCOPE = Scope(agency="bench", person="bench", purpose="bench")
WEEK = Period.back_from(END, timedelta(days=7))
ALL = Period.back_from(END, timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Posts:
    """A set of posts: how many, the sum of their ids, and how many people wrote them."""

    count: int
    ids: int
    people: int

    def __add__(self, other: Posts) -> Posts:
        """Both together, which have no post and nobody in common."""
        return Posts(self.count + other.count, (self.ids + other.ids) % 2**64, self.people + other.people)


Way = Callable[[Posts], int | None]
"""Gives the figure to show; ``None`` where it is hidden."""


def ours(secret: bytes, _: np.random.Generator) -> Way:
    """As the store does."""

    def shown(posts: Posts) -> int | None:
        cell = Cell((), posts.count, posts.people, posts.ids, {"posts": posts.count})
        protect([cell], K, secret, sums_by=())
        return cell.figures.get("posts")

    return shown


def rounded(_: bytes, __: np.random.Generator) -> Way:
    """Hidden below k, else rounded to fives."""
    return lambda posts: None if posts.people < K else BASE * round(posts.count / BASE)


def exact(_: bytes, __: np.random.Generator) -> Way:
    """Hidden below k, else as it is."""
    return lambda posts: None if posts.people < K else posts.count


def anew(_: bytes, random: np.random.Generator) -> Way:
    """Hidden below k, else with two-sided geometric noise of ε = 1, drawn at each question."""
    odds = 1 - math.exp(-1)
    return lambda posts: (
        None if posts.people < K else posts.count + int(random.geometric(odds)) - int(random.geometric(odds))
    )


WAYS: Mapping[str, Callable[[bytes, np.random.Generator], Way]] = {
    "civicbeat": ours,
    "rounded to 5": rounded,
    "hidden below k only": exact,
    "geometric, ε = 1, drawn anew": anew,
}


def run(options: argparse.Namespace) -> list[Table]:
    """What it costs, on numbers and on the sample city, and what attacks gain."""
    with tempfile.TemporaryDirectory(dir=options.work) as folder, Store.open(path=Path(folder) / "posts") as store:
        store.migrate()
        posts = filled(store, Path(folder) / "keys")
        return [errors(), hidden(store, posts), gaps(store, posts), attacks()]


def filled(store: Store, keys: Path) -> int:
    """The sample city, understood and stored; gives how many posts."""
    keys.mkdir()
    understanding = Understanding.of(keys)
    count = 0
    for source in city(END):
        for number, page in enumerate(source.fetch({})):
            batch = understanding.page(source, page.raws).batch
            count += store.write(batch, token=f"{source.platform} {number}").new
    store.roll_up()
    return count


def errors() -> Table:
    """How far figures are from the truth, by size; every post is by somebody else."""
    rows = []
    for size in SIZES:
        row: list[object] = [f"{size:,}"]
        for make in WAYS.values():
            off = [abs(found - true) / true for true, found in _drawn(make, size) if found is not None]
            row += [_percent(statistics.mean(off)), _percent(percentile(off, 95))]
        unseen = sum(found is None for _, found in _drawn(ours, size)) / DRAWS
        rows.append((*row, _percent(unseen)))
    columns = ("size", *(f"{name}{what}" for name in WAYS for what in (", mean", ", 95 %")), "civicbeat hides")
    note = f"{DRAWS:,} draws each; mean and 95th percentile of the error of what is shown, per cent of the truth."
    return Table("Error of a figure by its size", columns, tuple(rows), note)


def _drawn(make: Callable[[bytes, np.random.Generator], Way], size: int) -> list[tuple[int, int | None]]:
    """True and shown figures of about ``size``: up to four more, as roundings do nothing to round numbers."""
    random = np.random.default_rng(size)
    way = make(b"s" * 32, random)
    true = [size + number % BASE * (size > K + BASE) for number in range(DRAWS)]
    return [(count, way(some(random, count))) for count in true]


def some(random: np.random.Generator, count: int, people: int | None = None) -> Posts:
    """``count`` posts nobody has seen, each by somebody else unless it is said how many ``people`` there are."""
    return Posts(count, int(random.integers(2**63)), count if people is None else people)


# -- the sample city


def splits() -> dict[str, Question]:
    """What the console asks, above all."""

    def asked(*by: Group, period: Period = WEEK, theme: str = "") -> Question:
        filters = (Filter(Group.THEME, (theme,)),) if theme else ()
        return Question(scope=SCOPE, period=period, by=by, filters=filters, limit=1_000)

    return {
        "sources of a week": asked(Group.SOURCE),
        "languages of a week": asked(Group.LANGUAGE),
        "sentiment of a week": asked(Group.SENTIMENT),
        "themes of a week": asked(Group.THEME),
        "places of a week": asked(Group.PLACE),
        "themes by sentiment of a week": asked(Group.THEME, Group.SENTIMENT),
        "places by themes of a week": asked(Group.PLACE, Group.THEME),
        "hours of a week": asked(Group.HOUR),
        "hours of a week, one theme": asked(Group.HOUR, theme="flooding"),
        "days of 60 days, one theme": asked(Group.DAY, period=ALL, theme="flooding"),
        "days by sources of 60 days": asked(Group.DAY, Group.SOURCE, period=ALL),
        "days by places of 60 days": asked(Group.DAY, Group.PLACE, period=ALL),
    }


def hidden(store: Store, posts: int) -> Table:
    """Of the groups that have posts, those that are hidden, and why; and how many have none."""
    rows = []
    for name, question in splits().items():
        found = cells(store._clients, store._months.months(), question)  # noqa: SLF001  # why a group is hidden
        key = store._key()  # noqa: SLF001
        along = [n for n, group in enumerate(question.by) if group not in SEVERAL]
        small = [0 < cell.people < K for cell in found]
        drawn = [few(cell, K, key) and not below for cell, below in zip(found, small, strict=True)]
        protect(found, K, key, sums_by=along)
        gone = [cell for cell in found if cell.hidden]
        neighbours = len(gone) - sum(small) - sum(drawn)
        of_posts = sum(cell.posts for cell in gone) / max(1, sum(cell.posts for cell in found))
        empty = "—"
        if question.by[0] in TIME:
            given = store.ask(question).table.num_rows
            empty = _percent((given - len(found)) / given)
        shares = (len(found), sum(small), sum(drawn), neighbours)
        rows.append((name, *shares, _percent(len(gone) / len(found)), _percent(of_posts), empty))
    columns = ("split", "groups", "below k", "drawn limit", "neighbours", "hidden", "of the posts", "empty cells")
    note = (
        "Groups that have posts; *drawn limit*: at least k people, but not as many as were drawn; *neighbours*: hidden "
        "so that another is not found by subtraction. Empty cells of time are shown as 0; were zero not told from few, "
        "they would be hidden as well."
    )
    return Table(f"What is hidden in the sample city ({posts:,} posts, 60 days)", columns, tuple(rows), note, ("chdb",))


def gaps(store: Store, posts: int) -> Table:
    """How far the parts that are shown are from the whole that is shown, over several secrets."""
    rows = []
    for name, question in splits().items():
        if any(group in SEVERAL for group in question.by):
            continue
        off, missing = [], []
        for number in range(20):
            store._secret = blake2b(str(number).encode(), digest_size=32).digest()  # noqa: SLF001  # another draw
            whole = store.ask(Question(scope=SCOPE, period=question.period, filters=question.filters))
            [total] = whole.table.column("posts").to_pylist()
            parts = store.ask(question).table.column("posts").to_pylist()
            shown = [part for part in parts if part]
            off.append(abs(sum(shown) - total))
            missing.append(sum(part is None for part in parts))
        store._secret = b""  # noqa: SLF001
        rows.append((name, total, len(shown), statistics.mean(missing), statistics.mean(off), _percent(off[0] / total)))
    columns = ("split", "whole", "parts shown", "parts hidden, mean", "gap in posts, mean", "of the whole")
    note = "Over 20 secrets. The gap is the changes of the parts and of the whole, and what is hidden."
    return Table(f"Parts against the whole in the sample city ({posts:,} posts)", columns, tuple(rows), note, ("chdb",))


# -- attacks


@dataclass(frozen=True, slots=True)
class World:
    """One round: a way with its secret, a crowd, three people more and, where it ``spoke``, the one asked about."""

    way: Way
    random: np.random.Generator
    crowd: Posts
    inside: Posts

    def pair(self, more: Posts | None = None) -> float:
        """With less without those inside, both with ``more``."""
        base = self.crowd if more is None else self.crowd + more
        return float((self.way(base + self.inside) or 0) - (self.way(base) or 0))

    def people(self, count: int) -> Posts:
        """So many others whom the attacker knows, one post each."""
        return some(self.random, count)


Attack = Callable[[World], float]
"""Gives a number that is the higher, the likelier the person spoke."""


def _once(world: World) -> float:
    return world.pair()


def _again(world: World) -> float:
    return statistics.mean(world.pair() for _ in range(30))


def _wider(pairs: int) -> Attack:
    return lambda world: statistics.mean(world.pair(world.people(20 + number % 10)) for number in range(pairs))


def _stepping(world: World) -> float:
    """Known posts are added one by one to both sides, so that roundings turn over at known places."""
    return statistics.mean(world.pair(world.people(count)) for count in range(1, BASE + 1))


def _adding(world: World) -> float:
    """Known people are added to those inside alone until there is a figure."""
    return sum(world.way(world.inside + world.people(count)) is not None for count in range(5, 12))


def _equal(world: World) -> float:
    return float(world.pair() != 0)


ATTACKS: Sequence[tuple[str, int, Attack, int, int]] = (
    ("one pair of questions", 2, _once, OTHERS, ROUNDS),
    ("the same pair in 30 phrasings", 60, _again, OTHERS, ROUNDS),
    ("a pair, known posts added one by one", 2 * BASE, _stepping, OTHERS, ROUNDS),
    ("pairs in 30 wider questions", 60, _wider(30), OTHERS, ROUNDS // 2),
    ("pairs in 300 wider questions", 600, _wider(300), OTHERS, ROUNDS // 10),
    ("known people added until it is shown", 7, _adding, OTHERS, ROUNDS),
    ("whether anybody is in between", 2, _equal, 0, ROUNDS),
)


def attacks() -> Table:
    """How often the best guess is right whether one person spoke."""
    rows = [
        (name, questions, *(_gain(make, attack, others, rounds) for make in WAYS.values()))
        for name, questions, attack, others, rounds in ATTACKS
    ]
    note = (
        f"Share of right guesses whether one more person spoke beside {OTHERS} others (in the last row: beside nobody) "
        f"in a crowd of about {CROWD}; .500 is a coin. {ROUNDS:,} secrets for each answer, fewer where more is asked. "
        "Zero is told from few, so that the last row is known without any pair."
    )
    return Table("Attacks: how often the guess is right", ("attack", "questions", *WAYS), tuple(rows), note)


def _gain(make: Callable[[bytes, np.random.Generator], Way], attack: Attack, others: int, rounds: int) -> float:
    found: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds):
        for spoke in (True, False):
            random = np.random.default_rng([number, spoke])
            way = make(blake2b(f"{number} {spoke}".encode(), digest_size=32).digest(), random)
            inside = some(random, others + spoke) if others + spoke else Posts(0, 0, 0)
            crowd = some(random, CROWD + number % 10, 60)
            found[spoke].append(attack(World(way, random, crowd, inside)))
    return best(found[True], found[False])


def best(spoke: Sequence[float], silent: Sequence[float]) -> float:
    """How often the best limit tells the two apart; of values at the limit, half."""
    limits = sorted({*spoke, *silent})
    between = [(one + other) / 2 for one, other in pairwise(limits)]
    yes, no = np.sort(spoke), np.sort(silent)
    right = [float(np.mean(yes > limit) + np.mean(no < limit)) / 2 for limit in between]
    return max([0.5, *right])


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
