"""Every command in the README, the tutorial and the how-to pages is executed, in order, page by page.

Commands stand in fenced blocks of the language ``console`` and start with ``$``. A page may show a file first, in a
block whose info string names it (```` ```csv posts.csv````); it is written before the commands run. Commands that
serve are stopped as soon as they answer. A block under the comment ``<!-- not run: why -->`` is left out.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests import programs

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "how-to").glob("*.md")))
BLOCK = re.compile(
    r"(?:<!-- not run: (?P<why>.+?) -->\s*)?^```(?P<language>\w+)(?: (?P<file>\S+))?\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
FROM_NOTHING = (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
"""Pages that somebody follows who has just installed the program; the others are read later."""
OURS = ("civicbeat", "python")
SERVES = ("serve", "demo")
AS_INSTALLED = "doctor"
"""The command that is started by its installed entry, which is proved so; for the others it is loaded once."""


def blocks(page):
    return list(BLOCK.finditer(page.read_text(encoding="utf-8")))


def commands(block):
    text = block["body"].replace("\\\n", " ")
    return [line[2:] for line in text.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_tells_people_to_type_works(page, tmp_path):
    env = os.environ | {"CIVICBEAT_DATA": str(tmp_path / "data"), "COLUMNS": "120"}
    if page not in FROM_NOTHING:
        programs.installed(tmp_path / "data")
    env.pop("DJANGO_SETTINGS_MODULE", None)
    for block in blocks(page):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["body"], encoding="utf-8")
        if block["language"] == "python" and not block["why"]:
            run(["python", "-c", block["body"]], tmp_path, env)
        if block["language"] != "console" or block["why"]:
            continue
        for command in commands(block):
            words = shlex.split(command)
            if words[0] == "make":
                assert_target_exists(words[1])
            elif len(words) > 1 and words[1] in SERVES:
                serve(words, tmp_path, env)
            else:
                assert words[0] in OURS, f"{command}: a page may only tell people to type {OURS} or make"
                run(words, tmp_path, env)


def run(words, folder, env):
    if words[0] == "civicbeat" and words[1] != AS_INSTALLED:
        done = programs.run(tuple(words[1:]), folder, env)
    else:
        installed = [str(Path(sys.executable).with_name(words[0])), *words[1:]]
        done = subprocess.run(installed, cwd=folder, env=env, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"


def assert_target_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), (
        f"make has no {target}"
    )


def serve(words, folder, env):
    port = free_port()
    extra = ["--no-browse"] if words[1] == "demo" else []
    with programs.Program((*words[1:], "--port", str(port), *extra), folder, env) as server:
        try:
            assert answers(f"http://127.0.0.1:{port}/", server), f"{' '.join(words)} did not answer"
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=60) == 0


def answers(address, server):
    for _ in range(240):
        if server.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return response.status == 200
        except OSError:
            time.sleep(0.5)
    return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_pages_tell_people_to_type_something():
    assert any(commands(block) for page in PAGES for block in blocks(page))
