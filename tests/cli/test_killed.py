"""kill −9 during an import, ten times: nothing acknowledged is lost, nothing is doubled."""

import random
import signal
import subprocess
import time

import pyarrow.parquet as pq
from tests.cli.conftest import PROGRAM, lines, write_posts

POSTS = 30_000


def test_an_import_survives_being_killed_ten_times(civicbeat, environment, folder):
    write_posts(folder / "many.csv", POSTS, people=200)
    civicbeat("migrate")
    chance = random.Random(7)
    finished = 0
    for _ in range(10):
        with subprocess.Popen(
            [PROGRAM, "import", "many.csv", "--json"],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as running:
            time.sleep(chance.uniform(2.0, 7.0))
            finished += running.poll() == 0
            running.send_signal(signal.SIGKILL)
    assert finished < 10, "no import was ever cut off: give it more posts"
    [result] = lines(civicbeat("import", "many.csv", "--json"))
    assert result["read"] == POSTS == result["new"] + result["repeated"]
    civicbeat("export", "", "all.parquet", "--reason", "count them")
    table = pq.read_table(folder / "all.parquet")
    assert len(table) == POSTS
    assert len(set(table.column("text").to_pylist())) == POSTS
