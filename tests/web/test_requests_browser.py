"""The steward's pages in a browser: nobody is shut out (axe), and nothing is wider than a phone."""

import pytest
from tests.web.test_browser import (  # noqa: F401  # fixtures
    CHROMIUM,
    application,
    browser,
    in_both_widths,
    page,
    scripted,
    settled,
    site,
)

from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.requests import cases
from civicbeat.governance.requests.models import Incident
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Wish
from civicbeat.records.post import post_id

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators"),
]


@pytest.fixture
def person(db, secret):
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return Account.objects.create(
        username="an", password=secret, agency=agency, display_name="Lê Minh An", language="en", role=Role.STEWARD
    )


def test_nobody_is_shut_out_of_answering(page, running):  # noqa: F811
    wanted = cases.Asked(Wish.CORRECT, posts=(post_id("test.forum", "31"),), words="Không phải tiêu cực.")
    made, _ = cases.receive(wanted, sealer(running.installation.keys))
    incident = Incident.objects.create(what="Một máy tính bị mất.", noticed_at=made.received_at)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for address in ("/requests", f"/requests/{made.number}", "/incidents", f"/incidents/{incident.pk}"):
        page.goto(address)
        settled(page)
        in_both_widths(page, address)
