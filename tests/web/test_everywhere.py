"""Every page of console and portal shuts nobody out: axe, a phone's width, one heading, a title, a language.

The addresses come from the program itself. A new one is walked by itself; where it needs a thing to be shown, or is no
page, it says so here, or fails.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Error
from tests.browsing import IN_A_BROWSER, serious, settled
from tests.web.conftest import PASSWORD
from tests.web.test_browser import FILE

from civicbeat.findings.keeping.content import Content, KeptTable, KeptWords, Said, cell, written
from civicbeat.governance.accounts import factors, people, tokens
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.people import Invited
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.requests import cases, rules
from civicbeat.governance.requests.models import Incident
from civicbeat.governance.requests.secrets import sealer
from civicbeat.governance.requests.wishes import Wish
from civicbeat.governance.topics import keeping, refusing
from civicbeat.governance.topics.models import Topic
from civicbeat.listen import offering
from civicbeat.listen.follow import KINDS, follow_feed
from civicbeat.listen.models import ImportRun
from civicbeat.portal.register.all import PARTS
from civicbeat.records.period import Grain, today
from civicbeat.records.post import post_id
from civicbeat.sources.discover import Offer
from civicbeat.web.panels import PANELS
from civicbeat.web.pending import PENDING, Upload

pytestmark = IN_A_BROWSER
FEED = "https://bao-mau.example/rss.xml"
VIEWS = (("vi", 390, "dark"), ("en", 1440, "light"))
HOUR = datetime(2026, 3, 1, 8, tzinfo=UTC)
FORECAST = Content(
    kind="forecast",
    query="ngập",
    filters=("place:vn.hcm",),
    start=HOUR,
    end=HOUR + timedelta(hours=2),
    address="/trends",
    said=(
        Said(
            sentence=KeptWords(vi="Dự kiến có khoảng 40 bài đăng.", en="About 40 posts are expected."),
            estimate=40,
            low=20,
            high=60,
            level=0.95,
            sample=500,
            coverage=0.9,
            method="forecasts 1",
        ),
    ),
    tables=(
        KeptTable(
            columns=("posts", "expected", "low", "high"),
            rows=(cell(HOUR, 31, None, None, None), cell(HOUR + timedelta(hours=1), None, 40, 20, 60)),
            grain=Grain.HOUR,
        ),
    ),
    models=("places",),
    k=10,
)
NO_PAGES = {
    "account-token-revoke": "a form's",
    "account_login": "leads to the sign-in page",
    "account_logout": "a form's",
    "audit-export": "a file",
    "audit-heads": "for programs",
    "audit-verifier": "a file",
    "du-lieu-cua-ban": "leads to another",
    "imports-upload": "a form's",
    "intake": "for programs",
    "intake-schema": "for programs",
    "kept-end": "a form's",
    "kept-give": "a form's",
    "kept-remove": "a form's",
    "language": "a form's",
    "live": "for programs",
    "mfa_download_recovery_codes": "a file",
    "mfa_index": "leads to the account",
    "mfa_login_webauthn": "leads to the sign-in page",
    "models-switch": "a form's",
    "openid_connect_callback": "of a directory, and there is none",
    "openid_connect_login": "of a directory, and there is none",
    "people-withdraw": "a form's",
    "posts-mask": "a form's",
    "reason": "a form's",
    "refusals-decide": "a form's",
    "register-feed": "for programs",
    "register-json": "for programs",
    "register-part-csv": "a file",
    "register-part-json": "for programs",
    "search-export": "a file",
    "sign-out": "a form's",
    "socialaccount_connections": "leads to the account",
    "socialaccount_login_cancelled": "leads to the sign-in page",
    "socialaccount_login_error": "leads to the sign-in page",
    "socialaccount_signup": "leads to the sign-in page",
    "sources-act": "a form's",
    "sources-follow": "a form's",
    "sources-keeping-decide": "a form's",
    "sources-take": "a form's",
    "sources-withdrawn": "a file",
    "theme": "a form's",
    "topics-alike": "a part of a page",
    "topics-assessment-decide": "a form's",
    "topics-share-end": "a form's",
    "vega": "a script",
}
"""Addresses that show no page, and what they are instead."""
ELSEWHERE = {"mfa_reauthenticate_webauthn": "test_passkeys.py, as it takes an authenticator"}
POSTED = {"audit-prove": {}, "sources-look": {"place": "bao-mau.example"}}
"""Pages that are shown only when a form is sent, and what is filled in."""
ASKED = {
    "impact-effect": f"decided={today() - timedelta(days=15)}&what=theme:flooding&outcome=posts&span=90d",
    "kept-new": "name=trend-24h-usual&span=7d",
    "search": "q=ngap",
}
"""What is asked of pages that show less, or nothing, without a question."""
SHARED_TITLES = {
    "mfa_reauthenticate": "asks “Is it you?” as the page with the password does",
    "panel": "is called as it is on the page that it is a part of",
}
WITHOUT_ACCOUNT = {"account_inactive", "invitation", "sign-in", "your-data", "your-data-ask", "your-request"}
"""Pages for whoever is not signed in."""
WITH_AN_APP = {
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
}
WITH_A_KEY = {"mfa_edit_webauthn", "mfa_list_webauthn", "mfa_remove_webauthn"}
"""Pages of somebody who has that second factor; ``mfa_authenticate`` is of who has shown the password alone."""


def routes():
    """Every route of the console and the portal: its name, and its address with what it needs in it."""
    for pattern in get_resolver().url_patterns:
        if pattern.namespace != "api":
            for found in pattern.url_patterns:
                yield found.name, f"/{pattern.pattern}{found.pattern}"


def test_what_is_no_page_is_a_route():
    there = {name for name, _ in routes()}
    assert {*NO_PAGES, *ELSEWHERE, *POSTED, *ASKED, *WITHOUT_ACCOUNT, *WITH_AN_APP, *WITH_A_KEY} <= there
    assert not NO_PAGES.keys() & {*POSTED, *ASKED, *WITHOUT_ACCOUNT, *WITH_AN_APP, *WITH_A_KEY}


@pytest.fixture
def everybody(running, person, topic, monkeypatch):
    """Three people who may do everything, without a second factor and with one; and one of everything to look at."""
    monkeypatch.setattr(Account, "rights", property(lambda _: frozenset(Right)))
    monkeypatch.setattr(offering, "discover", lambda _: (Offer("feeds", FEED, "Báo Mẫu", "…"),))
    like = {"password": person.password, "agency": person.agency, "role": Role.OPERATOR}
    secured = Account.objects.create(username="binh", display_name="Trần Bình", **like)
    keyed = Account.objects.create(username="chi", display_name="Ngô Chi", **like)
    secret = generate_totp_secret()
    data = {"totp": {"secret": secret}, "recovery_codes": {"seed": "0" * 80, "used_mask": 0}}
    for kind, plain in data.items():
        Authenticator.objects.create(user=secured, type=kind, data=factors.sealed_data(secured.pk, plain))
    key = Authenticator.objects.create(user=keyed, type="webauthn", data={"name": "Điện thoại", "credential": {}})
    other = Agency.objects.create(short_name="roads", name_vi="Sở Đường", name_en="Roads")
    theirs = Topic.objects.create(**fields_of(topic) | {"agency": other, "name": "Kẹt xe", "query": "kẹt xe"})
    wanted = cases.Asked(Wish.CORRECT, posts=(post_id("test.forum", "31"),), words="Không phải tiêu cực.")
    made, _ = cases.receive(wanted, sealer(running.installation.keys))
    rules.note(rules.in_force())
    tokens.make(person, "Bảng", [Right.LOOK], today())
    refusing.contest(person, '"Nguyễn Văn An"', "Người phát ngôn của cơ quan mẫu")
    _, invitation = people.invite(person, Invited("moi", "Mới", person.agency, Role.ANALYST), "Tổ phân tích")
    run = ImportRun.objects.create(
        file_name="góp ý.csv",
        source="files.gop-y",
        started_by=person,
        reasons={"no-text": 2},
        examples=[{"where": "line 3", "reason": "no-text"}],
    )
    kept = keeping.keep(person, topic, "forecast", written(FORECAST))
    keeping.give(person, kept, other, "Trả lời báo chí")
    shown = {
        "<int:pk>": {
            "people-person": secured.pk,
            "incidents-edit": Incident.objects.create(what="Một máy tính bị mất.", noticed_at=made.received_at).pk,
            "sources-detail": follow_feed(FEED, title="Báo Mẫu").pk,
            "imports-run": run.pk,
            "topics-join": theirs.pk,
            "mfa_edit_webauthn": key.pk,
            "mfa_remove_webauthn": key.pk,
        },
        "<str:secret>": {"invitation": invitation},
        "<str:token>": {"imports-mapping": PENDING.keep(Upload("góp ý.csv", FILE.encode(), person.pk))},
        "<str:number>": {"requests-one": made.number},
        "<int:number>": {"story": 1},
        "<str:key>": {"kept-one": kept.key},
        "<slug:kind>": {"sources-new-kind": tuple(KINDS)},
        "<slug:name>": {"panel": tuple(name for name in PANELS)},
        "<slug:part>": {"register-part": tuple(part.slug for part in PARTS)},
    }
    return {"shown": shown, "topic": topic.pk, "person": person, "secured": secured, "keyed": keyed}


def fields_of(topic):
    return {field.name: getattr(topic, field.name) for field in topic._meta.concrete_fields if field.name != "id"}


def pages(everybody, view):
    """Every page: the name of its route, and its address; of those with a choice every second one in each view."""
    for name, route in routes():
        if name in NO_PAGES or name in ELSEWHERE:
            continue
        addresses = [route]
        for needed, given in everybody["shown"].items():
            if needed in route:
                value = given.get(name, everybody["topic"] if needed == "<int:pk>" else None)
                assert value is not None, f"say in {__name__} what {name} shows, or that it is no page"
                values = value[view :: len(VIEWS)] if isinstance(value, tuple) else (value,)
                addresses = [one.replace(needed, str(chosen)) for one in addresses for chosen in values]
        yield from ((name, address) for address in addresses)


def entered(person):
    """The cookie of a session of somebody who has just shown once more that it is they."""
    client = Client()
    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client.cookies["sessionid"].value


def half_way(person):
    """The cookie of a session of somebody who has shown their password, and not yet their second factor."""
    client = Client()
    client.post("/sign-in", {"username": person.username, "password": PASSWORD, "reason": "Theo dõi ngập lụt"})
    return client.cookies["sessionid"].value


def whose(name):
    """In whose session a page is looked at."""
    if name in WITHOUT_ACCOUNT:
        return "nobody"
    if name == "mfa_authenticate":
        return "half"
    return "secured" if name in WITH_AN_APP else "keyed" if name in WITH_A_KEY else "person"


@pytest.fixture
def sessions(everybody):
    whole = {who: entered(everybody[who]) for who in ("secured", "keyed", "person")}
    return {"nobody": None, "half": half_way(everybody["secured"]), **whole}


@pytest.fixture(params=VIEWS, ids=["vi-phone-dark", "en-desk-light"])
def page(request, site, application, browser):
    """A browser page of somebody who reads one language, on a phone at night or at a desk by day."""
    language, width, colours = request.param
    size = {"width": width, "height": 844}
    context = browser.new_context(
        base_url=site, viewport=size, color_scheme=colours, reduced_motion="reduce", locale=language
    )
    page = context.new_page()
    page.language, page.view = language, VIEWS.index(request.param)
    yield page
    context.close()
    application.wait_until_idle()


def test_nobody_is_shut_out_of_any_page(everybody, sessions, page, site):
    wrong, titles, walked = [], Counter(), 0
    for who, session in sessions.items():
        page.context.clear_cookies()
        given = {"django_language": page.language} | ({"sessionid": session} if session else {})
        page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in given.items()])
        for name, address in pages(everybody, page.view):
            if whose(name) == who:
                walked += 1
                wrong += [f"{address}: {fault}" for fault in faults(page, name, address)]
                titles[page.title()] += name not in SHARED_TITLES
    wrong += [f"{times} pages are called “{title}”" for title, times in titles.items() if times > 1]
    assert not wrong, "\n".join(wrong)
    assert walked > 80


def faults(page, name, address):
    """What is wrong with a page."""
    try:
        answer = sent(page, address, POSTED[name]) if name in POSTED else page.goto(f"{address}?{ASKED.get(name, '')}")
    except Error as error:
        answer = None
        yield f"does not come: {error.message}"
    if answer is None or answer.status != 200 or answer.request.redirected_from:
        yield f"is not there ({answer and answer.status} at {page.url}): say what it shows, or that it is no page"
        return
    settled(page)
    yield from serious(page)
    found = page.evaluate(LOOK)
    if found["wide"] > 0:
        yield f"is {found['wide']} px too wide"
    if (found["headings"], found["mains"], found["language"]) != (1, 1, page.language):
        yield f"has {found['headings']} h1, {found['mains']} main, lang={found['language']}"
    if not found["title"].strip():
        yield "has no title"


def sent(page, address, filled):
    """What comes when a form with these fields is sent from one of the pages."""
    page.goto("/guide")
    with page.expect_navigation() as answer:
        page.evaluate(SEND, {"to": address, "filled": filled})
    return answer.value


SEND = """({to, filled}) => {
    const form = document.querySelector('form[action="/sign-out"]')
    form.action = to
    for (const [name, value] of Object.entries(filled)) {
        const box = document.createElement('input')
        Object.assign(box, {type: 'hidden', name, value})
        form.append(box)
    }
    form.submit()
}"""
LOOK = """() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    mains: document.querySelectorAll('main').length,
    language: document.documentElement.lang,
    title: document.title,
})"""
