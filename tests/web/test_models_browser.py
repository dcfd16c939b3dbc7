"""Models in a browser: a steward switches one off, and nobody is shut out of the page, the mark or the notice (axe)."""

import pytest
from playwright.sync_api import expect
from tests.browsing import IN_A_BROWSER, in_both_widths, settled
from tests.switching import WHY, silence

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.switches.models import Switch

MARKED = ("/", "/search?q=ngap", "/trends", "/compare", "/guide")
pytestmark = IN_A_BROWSER


@pytest.fixture
def role():
    return Role.STEWARD


@pytest.fixture
def person(db, secret, role):
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(
        username="an", password=secret, agency=agency, display_name="Lê Minh An", language="en", role=role
    )


def test_a_steward_switches_one_off_and_reads_it_in_the_register(page):
    page.get_by_role("link", name="Models").click()
    sentiment = page.get_by_role("region", name="Sentiment", exact=True)
    sentiment.get_by_text("Switch it off", exact=True).click()
    sentiment.get_by_label("Why").fill(WHY)
    sentiment.get_by_role("button", name="Switch it off for everybody").click()
    expect(page.get_by_role("status").first).to_contain_text("within a minute")
    expect(sentiment).to_contain_text("by decision of Lê Minh An")
    assert Switch.objects.get().reason == WHY
    sentiment.get_by_role("link", name="Its card in the public register").click()
    expect(page.locator("#sentiment")).to_contain_text(WHY)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nobody_is_shut_out_of_the_page(page, colours):
    silence("sentiment")
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto("/models")
    page.evaluate("() => document.querySelectorAll('details').forEach((closed) => { closed.open = true })")
    in_both_widths(page, "/models")


@pytest.mark.parametrize("role", [Role.ANALYST])
def test_nobody_is_shut_out_of_a_notice(page):
    silence("sentiment", "themes")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for address in MARKED:
        page.goto(address)
        settled(page)
        in_both_widths(page, address)
