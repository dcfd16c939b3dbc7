"""*Trends* over generated posts: what an analyst waits for on its page, and for the cause of a rise."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench.generated import DAYS, START
from bench.store import PACKAGES, SCOPE, load, settled
from bench.table import Table, percentile
from civicbeat.findings.causes import cause
from civicbeat.findings.trends import trend
from civicbeat.records.period import Period
from civicbeat.store.question import Filter, Group, Question
from civicbeat.store.store import Store

END = START + timedelta(days=DAYS)
WEEK = Period(END - timedelta(days=7), END)
EVENING = Period(END - timedelta(hours=30), END - timedelta(hours=24))
ROUNDS = 20
REACH = "500"


def run(options: argparse.Namespace) -> list[Table]:
    """Loads ``options.posts`` posts and measures."""
    with tempfile.TemporaryDirectory(dir=options.work) as folder, Store.open(path=Path(folder)) as store:
        store.migrate()
        load(store, options.posts)
        store.roll_up()
        settled(store)
        [[theme]] = _largest(store, Group.THEME)
        [[place]] = _largest(store, Group.PLACE)
        return [_table(store, options.posts, theme, place)]


def _largest(store: Store, group: Group) -> list[list[str]]:
    found = store.ask(Question(scope=SCOPE, period=WEEK, by=(group,), limit=1)).table
    return [found.column(group.value).to_pylist()]


def _table(store: Store, posts: int, theme: str, place: str) -> Table:
    subjects = {
        "everything": (),
        "the largest theme": (Filter(Group.THEME, (theme,)),),
        "the largest place": (Filter(Group.PLACE, (place,)),),
    }
    rows = []
    for name, filters in subjects.items():
        week = Question(scope=SCOPE, period=WEEK, filters=filters)
        rows += [
            (f"trend, 24 hours ahead, of {name}", *_waits(lambda asked=week: trend(store, asked, "24h")), REACH),
            (f"trend, 14 days ahead, of {name}", *_waits(lambda asked=week: trend(store, asked, "14d")), REACH),
        ]
        evening = Question(scope=SCOPE, period=EVENING, filters=filters)
        found = _waits(lambda asked=evening: cause(store, asked, lambda _, values: {v: v for v in values}))
        rows.append((f"cause of a rise of six hours in {name}", *found, "—"))
    note = (
        "milliseconds, one user, in process; 24 hours ahead reads 42 days by the hour, 14 days ahead half a year by the"
        f" day as well; a cause is asked for by a click; load of the machine {os.getloadavg()[0]:.1f}"
    )
    return Table(f"Trends over {posts:,} posts", ("what", "median", "p95", "reach p95"), tuple(rows), note, PACKAGES)


def _waits(ask: Callable[[], object]) -> tuple[float, float]:
    ask()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return percentile(times, 50), percentile(times, 95)
