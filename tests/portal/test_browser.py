"""The portal in a browser: the way of a request shuts nobody out, and keys reach everything."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browsing import IN_A_BROWSER, in_both_widths

pytestmark = IN_A_BROWSER
SAID = "Đường Lê Lợi ngập nước lần 7, xe chết máy"


@pytest.fixture(params=[("vi", "light"), ("en", "dark")], ids="-".join)
def page(request, site, application, browser):
    """A page of a citizen without scripts: the portal needs none."""
    language, theme = request.param
    context = browser.new_context(base_url=site, color_scheme=theme, locale=language, reduced_motion="reduce")
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page = context.new_page()
    page.language = language
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    application.wait_until_idle()
    assert not [one for one in complaints if "status of 400" not in one]


def test_the_way_of_a_request_shuts_nobody_out_and_needs_no_mouse(page):
    page.goto("/your-data")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#id_what")).to_be_focused()
    page.keyboard.type(SAID)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text(SAID)
    in_both_widths(page, "found")
    page.locator("article button").press("Enter")
    page.locator("button[name=send]").press("Enter")
    expect(page.locator(".wrong").first).to_be_visible()
    in_both_widths(page, "asked without a wish")
    page.locator("input[name=wish][value=erase]").press("Space")
    page.locator("#id_words").fill("Tôi viết bài này.")
    page.locator("button[name=send]").press("Enter")
    expect(page.locator(".keep dd").first).to_contain_text("-")
    in_both_widths(page, "received")
    page.locator("main form button").press("Enter")
    expect(page.locator(".steps-of li").first).to_be_visible()
    in_both_widths(page, "status")


def test_the_language_is_changed_without_an_account(page):
    page.goto("/register/topics?page=1")
    other = page.locator(".tongue button[aria-pressed=false]")
    wanted = other.inner_text()
    other.click()
    page.wait_for_url("**/register/topics?page=1")
    expect(page.locator(".tongue button[aria-pressed=true]")).to_have_text(wanted)
    assert Axe().run(page).violations_count == 0
