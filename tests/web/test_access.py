"""Default deny: every address of the console but a few refuses whoever is not signed in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver

from civicbeat.governance.accounts.rights import Role
from civicbeat.records.period import today

OPEN = {
    "invitation",
    "account_inactive",
    "audit-heads",
    "audit-verifier",
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "sign-in",
    "language",
    "theme",
    "vega",
    "register",
    "register-json",
    "register-feed",
    "register-part",
    "register-part-json",
    "register-part-csv",
    "your-data",
    "your-data-ask",
    "your-request",
    "du-lieu-cua-ban",
    "intake-schema",
}
SIGNED = {"intake"}
"""Addresses that programs send to: no session opens them, only a signature."""
FILLED = {
    "part": "topics",
    "provider_id": "directory",
    "secret": "x",
    "key": "x",
    "number": "1",
    "kind": "feeds",
    "model": "sentiment",
    "pk": "1",
    "name": "volume",
    "token": "x",
    "release": "1",
}


def addresses():
    for pattern in get_resolver().url_patterns:
        if pattern.namespace == "api":
            continue  # it answers in its own way: see tests/api/test_access.py
        for found in pattern.url_patterns:
            text = f"{pattern.pattern}{found.pattern}"
            for name, converter in found.pattern.converters.items():
                kind = {"IntConverter": "int", "SlugConverter": "slug", "StringConverter": "str"}[
                    type(converter).__name__
                ]
                text = text.replace(f"<{kind}:{name}>", FILLED[name])
            yield found.name, f"/{text}"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), list(addresses()))
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_asks_who_is_there(name, address, method):
    response = getattr(Client(), method)(address)
    if name in OPEN:
        assert response.status_code in (200, 302, 400, 403, 404, 405)
        assert "/sign-in?next=" not in response.headers.get("Location", "")
    elif name in SIGNED:
        assert response.status_code == {"get": 405, "post": 415}[method]
        assert not response.cookies
    else:
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in?next=")


def test_there_are_addresses():
    assert len(list(addresses())) > 20
    assert {name for name, _ in addresses()} > OPEN | SIGNED


@pytest.mark.django_db
def test_who_is_signed_in_delivers_nothing_without_a_signature(person):
    from civicbeat.listen.deliveries import open_webhook  # noqa: PLC0415
    from civicbeat.listen.models import Delivery  # noqa: PLC0415

    open_webhook("gop-y")
    client = Client()
    client.force_login(person)
    for name in ("webhook.gop-y", "webhook.unknown"):
        response = client.post(f"/intake/{name}", b'{"posts": []}', content_type="application/json")
        assert (response.status_code, response.json()["error"]) == (401, "signature")
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post("/reason", {"reason": "x"}).status_code == 403


def test_a_topic_of_another_agency_does_not_exist(english, topic):
    from civicbeat.governance.accounts.models import Agency  # noqa: PLC0415

    topic.agency = Agency.objects.create(short_name="other", name_vi="Khác", name_en="Other")
    topic.save()
    for address in (
        f"/topics/{topic.pk}",
        f"/topics/{topic.pk}/edit",
        f"/posts?topic={topic.pk}",
        f"/panel/volume?topic={topic.pk}",
    ):
        assert english.get(address).status_code == 404


def test_signing_out_is_the_end(english):
    english.post("/sign-out")
    assert english.get("/").status_code == 302


def test_the_door_never_leads_elsewhere(english):
    for where in ("https://bad.example/", "//bad.example/"):
        assert english.post("/theme", {"theme": "dark", "next": where}).headers["Location"] == "/"


def test_whose_role_does_not_cover_a_page_is_told_so_and_sees_only_the_way_to_their_own(client, person):
    person.role = Role.OPERATOR
    person.save()
    refused = client.get("/search")
    assert refused.status_code == 403
    assert person.get_role_display() in refused.content.decode()
    first = client.get("/")
    assert (first.status_code, first.headers["Location"]) == (302, "/sources")
    page = client.get("/sources").content.decode()
    assert 'href="/search"' not in page
    assert 'href="/guide"' in page


@pytest.mark.parametrize("days", [(-20, -10), (5, 9)])
def test_a_topic_that_has_ended_or_not_begun_says_nothing_anywhere(english, topic, days):
    topic.starts_on, topic.ends_on = (today() + timedelta(days=day) for day in days)
    topic.save()
    for part in ("posts?", "count?", "panel/volume?", "panel/feeling?", "panel/trend-24h-usual?", "panel/stories?"):
        page = english.get(f"/{part}topic={topic.pk}").content.decode()
        assert "This topic is closed" in page, part
    sent = english.post(f"/search/export?topic={topic.pk}", {"form": "csv", "reason": "Báo cáo tuần"}, follow=True)
    assert "This topic is closed" in sent.content.decode()
    assert english.get(f"/impact?topic={topic.pk}&decided={today()}&what=&outcome=posts").status_code == 200
    refused = english.get(f"/api/v1/figures?topic={topic.pk}&reason=x")
    assert refused.status_code == 403


@pytest.mark.parametrize("bound", ["0001-01-01", "1969-12-31T23:59", "9999-12-31", "2100-01-01"])
def test_a_year_that_cannot_be_meant_is_passed_over(english, bound):
    for name in ("from", "to", "versus"):
        assert english.get(f"/panel/volume?{name}={bound}").status_code == 200
        assert english.get(f"/compare?{name}={bound}").status_code == 200


def test_a_role_that_reads_no_posts_is_not_sent_to_them(client, person, topic):
    person.role = Role.STEWARD
    person.save()
    for address in ("/", "/search", f"/topics/{topic.pk}", "/topics"):
        page = client.get(address).content.decode()
        assert client.get(address).status_code == 200
        for closed in (
            '"/posts',
            '"/search/export',
            '"/topics/new',
            f'"/topics/{topic.pk}/edit',
            f"/topics/{topic.pk}/label",
        ):
            assert closed not in page, (address, closed)
