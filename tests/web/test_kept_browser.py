"""Keeping and giving a finding in a browser: by keyboard alone, for everybody (axe), as wide as a phone."""

from playwright.sync_api import expect
from tests.browsing import IN_A_BROWSER, in_both_widths, settled
from tests.web.test_kept import WHY, power, running  # noqa: F401  # fixtures
from tests.web.test_sharing import roads  # noqa: F401  # a fixture

from civicbeat.governance.topics.models import Giving, KeptFinding

pytestmark = IN_A_BROWSER


def test_a_finding_is_kept_and_given_by_keyboard(page, power, roads):  # noqa: F811
    page.goto(f"/trends?topic={power.pk}&span=7d")
    settled(page)
    page.get_by_role("link", name="Keep and share").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep a finding")
    in_both_widths(page, "keep")
    page.get_by_role("button", name="Keep it as it is now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Forecast, and unusual rises")
    settled(page)
    expect(page.locator("figure svg, figure canvas")).to_have_count(1)
    page.get_by_label("Agency", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Roads", level=3)).to_be_visible()
    assert Giving.objects.get().why == WHY
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    settled(page)
    for address in (f"/kept/{KeptFinding.objects.get().key}", "/kept"):
        page.goto(address)
        settled(page)
        in_both_widths(page, address)
