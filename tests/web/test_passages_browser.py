"""Masking and terms in a browser: marked words fill the form, keys are enough, and nobody is shut out (axe)."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.browsing import IN_A_BROWSER, in_both_widths, settled

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.listen.models import FollowedSource, Passage

pytestmark = IN_A_BROWSER
MARK = """(post) => {
    const street = post.querySelector(".said").firstChild;
    getSelection().setBaseAndExtent(street, 6, street, 12);
}"""


@pytest.fixture
def role():
    return Role.ANALYST


@pytest.fixture
def person(db, secret, role, running, monkeypatch):
    monkeypatch.setattr(settings, "INSTALLATION", running.installation)
    FollowedSource.objects.create(name="test.x", kind="x", title="X", options={"query": "ngập"})
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(
        username="an", password=secret, agency=agency, display_name="Lê Minh An", language="en", role=role
    )


def test_words_that_are_marked_are_masked_by_the_keyboard(page):
    page.goto("/search?q=ng%E1%BA%ADp")
    settled(page)
    post = page.locator(".post").filter(has_text="Đường Lê Lợi").first
    post.evaluate(MARK)
    assert page.evaluate("() => getSelection().toString()") == "Lê Lợi"
    post.get_by_text("Personal data here?").focus()
    page.keyboard.press("Enter")
    words = post.get_by_label("The words, as they stand in the post")
    expect(words).to_have_value("Lê Lợi")
    post.get_by_label("What they are").select_option("name")
    post.get_by_label("Why").fill("The name of a neighbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("It is masked")
    assert re.search(r"/search\?q=", page.url)
    assert Passage.objects.count() == 1


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nobody_is_shut_out_of_the_form(page, colours):
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto("/search?q=ng%E1%BA%ADp")
    settled(page)
    page.evaluate("() => document.querySelectorAll('details.passage').forEach((closed) => { closed.open = true })")
    in_both_widths(page, "/search")


@pytest.mark.parametrize("role", [Role.STEWARD])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nobody_is_shut_out_of_the_terms(page, colours):
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto("/sources/terms")
    page.get_by_label("Days from the first reading").fill("365")
    page.get_by_label("Why").fill("Topics of the flood season are compared with the year before.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("status").first).to_contain_text("Decided")
    in_both_widths(page, "/sources/terms")
