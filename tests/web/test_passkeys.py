"""Passkeys in a browser with an authenticator of its own: added, used alone, refused to others, removed."""

import base64
import json
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect
from tests.browsing import IN_A_BROWSER, check
from tests.web.conftest import PASSWORD

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import today

pytestmark = IN_A_BROWSER
A_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(db, secret):
    """A steward who has put off the second factor for too long."""
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(
        username="an",
        password=secret,
        agency=agency,
        display_name="Lê Minh An",
        language="en",
        role=Role.STEWARD,
        role_since=today() - timedelta(days=30),
    )


class Device:
    """A person's browser with an authenticator in it."""

    def __init__(self, context):
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self._asked = context.new_cdp_session(self.page)
        self._asked.send("WebAuthn.enable")
        self._id = self._asked.send("WebAuthn.addVirtualAuthenticator", {"options": A_PHONE})["authenticatorId"]

    def keys(self):
        return self._asked.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"]

    def nobody_is_recognised(self):
        """The finger on the phone is another person's."""
        self._asked.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": False})

    def sign_in(self, name="an"):
        self.page.goto("/sign-in")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.locator("form.stack button").click()
        expect(self.page).not_to_have_url(re.compile("/sign-in"))

    def add(self):
        self.page.goto("/account/keys/add")
        self.page.get_by_label("Password").fill(PASSWORD)  # it asks once more who is there
        self.page.locator("#main form.panel button").click()
        self.page.get_by_label("What you call it").fill("Phone")
        self.page.get_by_label("sign me in alone").check()
        self.page.get_by_role("button", name="Add", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Recovery codes")

    def sign_out(self):
        self.page.locator(".me.menu > summary").first.click()
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def use_passkey(self):
        self.page.get_by_role("button", name="Sign in with a passkey").click()


@pytest.fixture
def device(site, application, browser, person):
    """The origin is ``localhost``: browsers give no passkeys to bare addresses."""
    context = browser.new_context(
        base_url=f"http://localhost:{urlsplit(site).port}", locale="en", reduced_motion="reduce"
    )
    yield Device(context)
    context.close()
    application.wait_until_idle()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(device):
    page = device.page
    device.sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")  # the role asks for a second factor
    device.add()
    [key] = device.keys()
    assert (key["isResidentCredential"], key["rpId"]) == (True, "localhost")
    page.goto("/search")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")  # a passkey is one
    device.sign_out()
    device.use_passkey()
    expect(page.get_by_role("heading", level=1)).to_have_text("What people are saying now")
    expect(page.locator(".why summary b")).not_to_be_empty()
    assert list(Entry.objects.filter(action="sign-in").values_list("person", flat=True)) == ["an", "an"]
    page.goto("/account/keys")
    expect(page.get_by_role("row").nth(1)).to_contain_text("yes")
    check(page, "passkeys")
    page.get_by_role("link", name="Remove").click()
    check(page, "is it you")
    page.locator("#main a[href*='/keys/again']").click()
    check(page, "is it you, by a key")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Remove a passkey")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#main .empty")).to_have_text("There is none yet.")
    assert not Authenticator.objects.exists(), "codes go with the last key"
    device.sign_out()
    device.use_passkey()
    expect(page.locator(".notice.bad")).to_contain_text("was not accepted")
    page.goto("/search")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_after_the_password_a_passkey_is_the_second_step(device):
    device.sign_in()
    device.add()
    device.sign_out()
    device.sign_in()
    expect(device.page.get_by_role("heading", level=1)).to_have_text("Second step")
    check(device.page, "second step")
    device.page.get_by_role("button", name="Use a passkey").click()
    expect(device.page.get_by_role("heading", level=1)).to_have_text("What people are saying now")


def test_a_passkey_opens_nobody_elses_account(device, person):
    """Who it is stands in the answer and is not signed: only keys of that account may have signed it."""
    other = Account.objects.create(
        username="binh", password=person.password, agency=person.agency, display_name="Bình", language="en"
    )
    device.sign_in()
    device.add()
    device.sign_out()
    handle = base64.urlsafe_b64encode(user_pk_to_url_str(other).encode()).decode().rstrip("=")
    sent = []

    def lie(route, request):
        if request.method != "POST":
            return route.continue_()
        form = dict(parse_qsl(request.post_data))
        answer = json.loads(form["credential"])
        answer["response"]["userHandle"] = handle
        sent.append(answer)
        return route.continue_(post_data=urlencode(form | {"credential": json.dumps(answer)}))

    device.page.route("**/account/keys/sign-in", lie)
    device.use_passkey()
    expect(device.page.locator(".notice.bad")).to_contain_text("was not accepted")
    device.page.goto("/search")
    expect(device.page).to_have_url(re.compile("/sign-in"))
    assert len(sent) == 1
    device.sign_in("binh")
    expect(device.page.get_by_role("heading", level=1)).to_have_text("What people are saying now")
    assert not Authenticator.objects.filter(user=other).exists()


def test_an_answer_does_not_open_twice(device):
    """What was signed for one challenge opens nothing after it was used."""
    device.sign_in()
    device.add()
    device.sign_out()
    with device.page.expect_request(lambda request: request.method == "POST") as sent:
        device.use_passkey()
    expect(device.page.get_by_role("heading", level=1)).to_have_text("What people are saying now")
    answer = sent.value.post_data_json["credential"]
    device.sign_out()
    device.page.locator("#passkey_credential").evaluate(
        "(box, answer) => { box.value = answer; box.form.submit() }", answer
    )
    expect(device.page.locator(".notice.bad")).to_contain_text("was not accepted")


def test_whoever_the_phone_does_not_recognise_is_not_let_in(device):
    device.sign_in()
    device.add()
    device.sign_out()
    device.nobody_is_recognised()
    with device.page.expect_console_message(lambda said: "NotAllowedError" in said.text, timeout=90_000):
        device.use_passkey()
    expect(device.page).to_have_url(re.compile("/sign-in"))


def test_a_passkey_of_a_closed_account_opens_nothing(device, person):
    device.sign_in()
    device.add()
    device.sign_out()
    Account.objects.filter(pk=person.pk).update(is_active=False)
    device.use_passkey()
    expect(device.page).to_have_url(re.compile("/account/closed"))
    device.page.goto("/search")
    expect(device.page).to_have_url(re.compile("/sign-in"))


def test_a_second_factor_that_does_not_open_says_so_and_shuts_nobody_out_of_the_page(device, person):
    """Its secret was never sealed, or its key is lost: nobody comes in, and who reads it knows what to do."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    page = device.page
    device.sign_in()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label("Code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("ask an operator to reset it")
    check(page, "shut")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
