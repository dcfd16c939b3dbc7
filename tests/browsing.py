"""Browsing: the console served to Chromium, and what every page must be; fixtures for all tests in a browser."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.asgi import get_asgi_application
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "ba-con-meo-trang"
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators"),
]
"""Marks of files whose tests drive a browser."""


class Served:
    """The console's application, counting the requests it is still at."""

    def __init__(self, application):
        self._application = application
        self._at_work = 0
        self._changed = threading.Condition()

    async def __call__(self, scope, receive, send):
        self._count(1)
        try:
            await self._application(scope, receive, send)
        finally:
            self._count(-1)

    def _count(self, step):
        with self._changed:
            self._at_work += step
            self._changed.notify_all()

    def wait_until_idle(self):
        """A request that outlives its test would find the database closed to it."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._at_work == 0, timeout=20)


@pytest.fixture(scope="module")
def application():
    return Served(get_asgi_application())


@pytest.fixture(scope="module")
def site(running, application):
    """The address of the console, served as ``civicbeat serve`` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(application, address="127.0.0.1", port=port, interface=Interfaces.ASGINL)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    running.stopping.set()
    loop.call_soon_threadsafe(server.stop)
    thread.join(timeout=20)
    assert not thread.is_alive()
    loop.close()


@pytest.fixture(scope="module")
def browser():
    with pytest.MonkeyPatch.context() as patch:
        # Playwright runs an event loop in this thread; the fixtures beside it use the database all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield opened
            opened.close()


@pytest.fixture
def scripted():
    """Whether the browser runs scripts."""
    return True


@pytest.fixture
def page(site, application, browser, person, scripted):
    """A page of somebody who has just signed in; what the browser complains about fails the test."""
    size = {"width": 1440, "height": 900}
    context = browser.new_context(base_url=site, viewport=size, locale="en", java_script_enabled=scripted)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/sign-in")
    page.get_by_label("Username").fill("an")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("form.stack button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What people are saying now")
    yield page
    context.close()
    application.wait_until_idle()
    assert complaints == []


def settled(page):
    expect(page.locator(".waiting")).to_have_count(0, timeout=20_000)


def in_both_widths(page, what):
    for width in (390, 1440):  # the wide one stays for the page that is opened next
        page.set_viewport_size({"width": width, "height": 844})
        check(page, what)


def check(page, what):
    """Nothing that axe calls serious, and nothing wider than the screen."""
    assert not serious(page), what
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{what} is {wide} px too wide at {page.viewport_size['width']} px"


def serious(page):
    """What axe calls serious or critical: the rule and where. What is well is not told: that takes half the time."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
