"""Takes the pictures of the README from a running demo, in both languages, widths and themes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTHS = {"wide": 1440, "narrow": 390}
PAGES = {
    "now": "/",
    "search": "/search?q=ngap+nuoc",
    "trends": "/trends?f=theme:water",
    "topics": "/topics",
    "sources": "/sources",
}
FILLED = """() => !document.querySelector(".waiting")
    && [...document.querySelectorAll("[data-chart]")].every(place => place.querySelector("svg.marks"))"""
"""In a page: whether every part of it was fetched and every chart drawn."""
README = (
    ("now", "en", "wide", "light"),
    ("trends", "en", "wide", "light"),
    ("search", "vi", "wide", "light"),
    ("sources", "en", "wide", "dark"),
    ("now", "vi", "narrow", "dark"),
)


def take(folder: Path, wanted: tuple[tuple[str, str, str, str], ...] = README) -> None:
    """Writes ``page-language-theme.png`` for each wanted picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as (address, password), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, language, width, theme in wanted:
            scheme = "dark" if theme == "dark" else "light"
            page = browser.new_page(viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme)
            sign_in(page, address, password, language)
            page.goto(address + PAGES[name])
            page.wait_for_function(FILLED)
            page.screenshot(path=folder / f"{name}-{language}-{theme}{'-narrow' * (width == 'narrow')}.png")
            page.close()
        browser.close()


def sign_in(page: Page, address: str, password: str, language: str) -> None:
    """As the demo account, in ``language`` from then on."""
    page.goto(address + "/sign-in")
    page.fill("input[name=username]", "demo")
    page.fill("input[name=password]", password)
    page.fill("input[name=reason]", "Xem thử giao diện" if language == "vi" else "Trying it out")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url, wait_until="commit")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """A demo of its own on a free port: its address and password."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        program = str(Path(sys.executable).with_name("civicbeat"))
        env = os.environ | {"CIVICBEAT_DATA": folder, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
        command = [program, "demo", "--port", str(port), "--no-browse"]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield f"http://127.0.0.1:{port}", _password(server, port)
            finally:
                server.terminate()


def _password(server: subprocess.Popen[str], port: int) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"password (\w+)", line):
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                except OSError:
                    time.sleep(0.2)
                else:
                    return found[1]
    raise SystemExit("The demo ended before it served.")
