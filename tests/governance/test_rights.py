"""Rights: what each role may, and that nothing is open that did not say so."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver

from civicbeat.cli import acting
from civicbeat.cli.audit import COMMANDS as OF_AUDIT
from civicbeat.cli.commands import COMMANDS
from civicbeat.cli.findings import COMMANDS as OF_FINDINGS
from civicbeat.cli.models import COMMANDS as OF_MODELS
from civicbeat.cli.privacy import COMMANDS as OF_PRIVACY
from civicbeat.cli.sources import COMMANDS as OF_SOURCES
from civicbeat.governance.accounts.deny import DefaultDeny, rights
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.needs import for_everybody, for_the_signed_in, has_said, marked, needed, needs
from civicbeat.governance.accounts.rights import RIGHTS, Right, Role
from civicbeat.governance.audit.models import Entry
from civicbeat.records.errors import NotAllowed

ALL_COMMANDS = (*COMMANDS, *OF_SOURCES, *OF_FINDINGS, *OF_MODELS, *OF_AUDIT, *OF_PRIVACY)
DENY = DefaultDeny(lambda _: None)


def views():
    """Every address with its view, also those of included lists."""

    def of(patterns, before=""):
        for each in patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from of(each.url_patterns, path)
            else:
                yield path, each.callback

    return list(of(get_resolver().url_patterns))


def request(user, **more):
    return SimpleNamespace(user=user, path="/here", **more)


@pytest.fixture
def people(db):
    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    return {role: Account.objects.create(username=role.value, agency=agency, role=role) for role in Role}


def test_every_address_and_every_command_says_what_it_needs():
    assert [path for path, view in views() if not has_said(view)] == []
    assert [name for name, command in ALL_COMMANDS if not has_said(command)] == []
    assert len(views()) > 40
    assert len(ALL_COMMANDS) > 20


def test_each_role_comes_where_its_rights_reach_and_nowhere_else(people):
    """The whole matrix: every address for every role."""
    for path, view in views():
        for role, person in people.items():
            allowed = needed(view) is None or needed(view) <= RIGHTS[role]
            try:
                DENY.process_view(request(person), view, (), {})
            except PermissionDenied:
                assert not allowed, (path, role)
            else:
                assert allowed, (path, role)


def test_nobody_comes_where_an_account_is_needed():
    for _, view in views():
        if needed(view) is None:
            DENY.process_view(request(AnonymousUser()), view, (), {})
        else:
            with pytest.raises(PermissionDenied):
                DENY.process_view(request(AnonymousUser()), view, (), {})


def test_a_view_that_says_nothing_is_refused_to_everybody(people):
    for person in (*people.values(), AnonymousUser()):
        with pytest.raises(PermissionDenied):
            DENY.process_view(request(person), lambda _: None, (), {})


def test_a_refusal_of_an_account_is_noted_one_of_nobody_is_not(people):
    view = needs(Right.READ)(lambda _: None)
    for user in (people[Role.AUDITOR], AnonymousUser()):
        with pytest.raises(PermissionDenied):
            DENY.process_view(request(user), view, (), {})
    entry = Entry.objects.get()
    assert (entry.person, entry.action, entry.subject) == ("auditor", "refuse", "/here")
    assert entry.details == {"lacking": ["read"]}


def test_a_token_takes_away_and_never_gives(people):
    analyst, auditor = people[Role.ANALYST], people[Role.AUDITOR]
    assert rights(request(analyst, token_rights=frozenset({Right.LOOK}))) == {Right.LOOK}
    assert rights(request(auditor, token_rights=frozenset({Right.LOOK}))) == set()
    assert rights(request(AnonymousUser())) == set()


def test_who_decides_is_not_who_asks():
    may = {right: {role for role in Role if right in RIGHTS[role]} for right in Right}
    assert all(may.values()), "a right that nobody has"
    assert not may[Right.PEOPLE] & (may[Right.READ] | may[Right.AUDIT])
    assert not may[Right.OVERRIDE] & may[Right.TOPICS]
    assert not may[Right.REQUESTS] & may[Right.READ]
    assert RIGHTS[Role.AUDITOR] == {Right.AUDIT}


def test_needs_name_a_right():
    with pytest.raises(ValueError, match="name a right"):
        needs()
    assert needed(for_everybody(lambda _: None)) is None
    assert needed(for_the_signed_in(lambda _: None)) == frozenset()


@pytest.mark.parametrize("role", Role)
def test_each_role_runs_the_commands_its_rights_reach_and_no_other(role, people, monkeypatch):
    monkeypatch.setattr(acting, "_name", people[role].username)
    for name, command in ALL_COMMANDS:
        run = acting.guarded(marked(lambda: "ran", needed(command)), lambda: None)
        if needed(command) <= RIGHTS[role]:
            assert run() == "ran", name
        else:
            with pytest.raises(NotAllowed):
                run()


def test_an_account_that_is_not_there_or_closed_runs_nothing(people, monkeypatch):
    person = people[Role.OPERATOR]
    person.is_active = False
    person.save()
    for name in ("operator", "nobody"):
        monkeypatch.setattr(acting, "_name", name)
        with pytest.raises(NotAllowed, match="no account"):
            acting.guarded(needs(Right.RUN)(lambda: "ran"), lambda: None)()


def test_an_agency_covers_what_is_part_of_it_and_never_stands_below_itself(db):
    city, ward, other = (
        Agency.objects.create(short_name=name, name_vi=name, name_en=name) for name in ("city", "ward", "other")
    )
    street = Agency.objects.create(short_name="street", name_vi="x", name_en="x", parent=ward)
    ward.parent = city
    ward.save()
    assert city.below() == {city.pk, ward.pk, street.pk}
    assert ward.below() == {ward.pk, street.pk}
    assert other.below() == {other.pk}
    city.parent = street
    with pytest.raises(NotAllowed, match="part of itself"):
        city.save()
