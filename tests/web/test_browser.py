"""The console in a browser: sign-in, search by mouse and keys, the live page; ``test_everywhere`` walks all pages."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browsing import IN_A_BROWSER, in_both_widths, settled
from tests.web import city

from civicbeat.listen.models import ImportRun
from civicbeat.store.store import Pulse, Store

FILE = "noi_dung,ngay_dang,nguoi_dang\n" + "Đường Lê Lợi ngập nước từ chiều,31/03/2026 08:15,Người số 1\n" * 9
pytestmark = IN_A_BROWSER


def test_the_first_page_draws_its_chart(page):
    settled(page)
    expect(page.locator("[data-chart] svg.marks")).to_be_visible(timeout=20_000)
    page.get_by_text("Show as a table").first.click()
    expect(page.get_by_role("region", name="Posts over time").get_by_role("row").first).to_be_visible()


def test_new_posts_appear_by_themselves(page, running):
    settled(page)
    figure = page.locator("#panel-volume dd").first
    before = figure.inner_text()
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible(timeout=10_000)
    running.store.write(city.posts(city.moment(), 300, first=10_000, every=1), token="more")
    expect(figure).not_to_have_text(before, timeout=15_000)


def test_a_post_is_labelled_by_a_key(page, topic):
    topic.query = "ngập OR rác"
    topic.save()
    page.goto(f"/topics/{topic.pk}/label")
    page.get_by_role("button", name="Draw the posts").click()
    said = page.locator(".label-post .said")
    first = said.inner_text()
    page.keyboard.press("1")
    expect(said).not_to_have_text(first)
    expect(page.get_by_text("1 of ")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Take the last one back").click()
    expect(said).to_have_text(first)


def test_a_paused_page_stands_still(page, running):
    settled(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status").filter(has_text="Paused")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")


def test_search_counts_while_somebody_types_and_explains_mistakes(page):
    page.goto("/search")
    settled(page)
    page.keyboard.press("/")
    page.keyboard.type("ngap")
    expect(page.locator("#count")).to_contain_text("posts", timeout=10_000)
    page.keyboard.type(" AND (")
    expect(page.locator("#count .where")).to_be_visible(timeout=10_000)
    assert page.locator("#id_q").evaluate("box => box === document.activeElement")


def test_a_span_is_marked_with_the_mouse_or_typed(page):
    page.goto("/search?q=ngap&span=30d")
    settled(page)
    chart = page.locator("[data-brush] svg.marks")
    expect(chart).to_be_visible(timeout=20_000)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-\d\d.*to=\d{4}-\d\d-\d\d"))
    settled(page)
    page.locator("#from").fill("2026-01-05")
    page.locator("#from").press("Enter")
    page.wait_for_url(re.compile("from=2026-01-05"))


def test_a_facet_narrows_and_its_chip_takes_it_away(page):
    page.goto("/search?q=ngap")
    settled(page)
    page.locator(".facet a", has_text="neutral").click()
    page.wait_for_url(re.compile("f=sentiment%3Aneutral"))
    settled(page)
    page.get_by_role("link", name="Remove the filter").click()
    page.wait_for_url(lambda address: "sentiment" not in address)


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/guide")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_password_is_shown_while_somebody_wants_to_see_it(page):
    page.goto("/account/password")
    new = page.get_by_label("New password", exact=True)
    new.fill("con mèo trèo cây cau")
    expect(new).to_have_attribute("type", "password")
    show = page.get_by_label("Show what I type").nth(1)
    show.check()
    expect(new).to_have_attribute("type", "text")
    expect(page.get_by_label("Old password")).to_have_attribute("type", "password")
    show.uncheck()
    expect(new).to_have_attribute("type", "password")
    show.check()
    page.locator("#main form").evaluate("form => form.dispatchEvent(new Event('submit', {bubbles: true}))")
    expect(new).to_have_attribute("type", "password")  # what is sent is no plain text that a browser remembers


def test_menus_close_with_escape(page):
    page.locator(".me.menu > summary").first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()


@pytest.mark.parametrize("scripted", [False])
def test_without_scripts_links_lead_to_the_figures(page):
    expect(page.get_by_text("Loading…").first).to_be_hidden()
    page.get_by_role("link", name="Show “Volume” on a page of its own").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Volume")
    expect(page.get_by_role("region", name="Posts over time").get_by_role("row").first).to_be_visible()
    page.get_by_role("link", name="Search", exact=True).last.click()
    page.get_by_role("link", name="Show “Posts” on a page of its own").click()
    expect(page.get_by_role("article").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out_of_an_import_or_an_empty_house(page, theme, person, monkeypatch):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.goto("/sources")
    page.locator("#upload").set_input_files({"name": "góp ý.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("more that the file does not seem to have").click()
    in_both_widths(page, "mapping")
    runs = {"file_name": "góp ý.csv", "source": "files.gop-y", "started_by": person}
    for run in (
        ImportRun.objects.create(**runs, share_done=0.4, read=400, new=380),
        ImportRun.objects.create(
            **runs,
            status="failed",
            problem="The file is not text. Give CSV, TSV, JSON, JSON lines or Parquet.",
            reasons={"no-text": 2},
            examples=[{"where": "line 3", "reason": "no-text"}],
        ),
    ):
        page.goto(f"/imports/{run.pk}")
        in_both_widths(page, run.status)
    monkeypatch.setattr(Store, "pulse", lambda _store: Pulse(0, None))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing has been heard yet")
    in_both_widths(page, "first run")
