"""Default deny: every address of the API refuses whoever is not signed in, and says so in its own way."""

import pytest
from django.test import Client

from civicbeat.api.urls import urlpatterns
from civicbeat.governance.accounts.models import Agency
from civicbeat.governance.accounts.rights import Role
from civicbeat.governance.audit.models import Entry
from civicbeat.records.period import today

OPERATIONS = [str(each.pattern) for each in urlpatterns if each.name != "api-root"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*OPERATIONS, "", "nowhere", "figures/1"])
def test_every_address_asks_who_is_there(address):
    response = Client().get(f"/api/v1/{address}", {"reason": "x"})
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "Location" not in response.headers


def test_there_are_operations():
    assert set(OPERATIONS) >= {"figures", "feelings", "changes", "stories", "trends", "impact", "openapi.json"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options"])
@pytest.mark.parametrize("address", ["figures", "nowhere"])
def test_it_only_reads(program, method, address):
    response = getattr(program, method)(f"/api/v1/{address}")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


def test_who_has_left_is_nobody(program, person):
    person.is_active = False
    person.save()
    assert program.get("/api/v1/figures", {"reason": "x"}).status_code == 401


def test_where_nothing_is_a_program_is_told(program):
    assert program.get("/api/v1/nowhere").json()["type"].endswith(":NothingThere")


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "   "}, {"reason": "x" * 201}])
def test_without_a_reason_nothing_is_said(program, reason):
    response = program.get("/api/v1/figures", reason)
    assert response.status_code == 422
    assert [each["parameter"] for each in response.json()["errors"]] == ["reason"]
    assert not Entry.objects.exists()


def test_who_asked_what_and_why_is_in_the_log(ask, topic):
    ask("figures", topic=topic.pk, q="xe", f="theme:flooding")
    entry = Entry.objects.get()
    assert (entry.person, entry.agency, entry.action, entry.reason) == ("an", "sample", "ask", "Máy bơm")
    assert entry.subject == f"topic {topic.pk}"
    assert entry.details["what"] == "figures"
    assert (entry.details["query"], entry.details["filters"]) == ("(ngập) AND (xe)", ["theme:flooding"])


def test_a_topic_of_another_agency_does_not_exist(ask, topic):
    topic.agency = Agency.objects.create(short_name="other", name_vi="Khác", name_en="Other")
    topic.save()
    assert ask("figures", 404, topic=topic.pk) == ask("figures", 404, topic=9_999)
    assert not Entry.objects.exists()


def test_a_topic_that_has_ended_is_closed(ask, topic):
    topic.ends_on = today()
    topic.save()
    assert ask("figures", 403, topic=topic.pk)["type"].endswith(":NotAllowed")


def test_no_query_leads_out_of_its_topic(ask, topic):
    assert ask("figures", 422, topic=topic.pk, q="xe) OR (rác")["type"].endswith(":BadQuery")


def test_a_role_without_figures_is_told_so_as_a_program(program, person):
    person.role = Role.OPERATOR
    person.save()
    for address in OPERATIONS:
        response = program.get(f"/api/v1/{address}", {"reason": "x"})
        if address == "openapi.json":
            assert response.status_code == 200
        else:
            assert (response.status_code, response.json()["title"]) == (403, "Your role does not cover this.")
