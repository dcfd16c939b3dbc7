"""kill −9 in the middle of what an import writes, three times: nothing acknowledged is lost, nothing is doubled."""

import random
import sqlite3
import time
from contextlib import closing

import pyarrow.parquet as pq
from tests.cli.conftest import lines, write_posts
from tests.programs import Program

POSTS = 21_000
KILLS = 3
LONGEST_PAGE = 0.3
"""Seconds; a kill falls anywhere within the page that follows the first one stored."""


def test_an_import_survives_being_killed_while_it_writes(civicbeat, environment, folder):
    write_posts(folder / "many.csv", POSTS, people=200)
    chance = random.Random(7)
    cuts = [cut_off(environment, folder, chance.uniform(0, LONGEST_PAGE)) for _ in range(KILLS)]
    assert sum(cut for cut, _ in cuts) > 1, "imports end before they can be cut off: give them more posts"
    acknowledged = sum(new for _, new in cuts)
    [result] = lines(civicbeat("import", "many.csv", "--json"))
    assert result["read"] == POSTS == result["new"] + result["repeated"]
    assert result["repeated"] >= acknowledged
    civicbeat("export", "", "all.parquet", "--reason", "count them")
    table = pq.read_table(folder / "all.parquet")
    assert len(table) == POSTS
    assert len(set(table.column("text").to_pylist())) == POSTS


def cut_off(environment, folder, seconds):
    """Kills an import ``seconds`` after it stored something new; whether that was in time, and what it acknowledged."""
    before, _ = newest_run(folder)
    with Program(("import", "many.csv", "--json"), folder, environment) as running:
        while running.poll() is None:
            run, new = newest_run(folder)
            if run > before and new:
                time.sleep(seconds)
                break
            time.sleep(0.02)
        in_time = running.poll() is None
        running.kill()
    return in_time, newest_run(folder)[1]


def newest_run(folder):
    """Number of the newest import, and how many new posts it has acknowledged."""
    file = folder / "data" / "records.sqlite3"
    if not file.exists():
        return 0, 0
    with closing(sqlite3.connect(file, timeout=30)) as records:
        try:
            found = records.execute("select id, new from listen_importrun order by id desc limit 1").fetchone()
        except sqlite3.OperationalError:  # its tables are being made
            return 0, 0
    return found or (0, 0)
