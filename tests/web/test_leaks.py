"""Nothing of one agency reaches another, and no form fails, whatever is asked of whichever address.

``LEAK_REQUESTS`` says how many requests are made (600 without it).
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.web import city

from civicbeat.config import pace
from civicbeat.findings.models import DrawnPost, Event, Sample
from civicbeat.governance.accounts import people, tokens
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.people import Invited
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.topics import refusing
from civicbeat.governance.topics.models import KeptFinding, Topic
from civicbeat.records.period import today

REQUESTS = int(os.environ.get("LEAK_REQUESTS", "600"))
PUBLIC = ("register", "your-data", "audit-heads", "requests")
"""What the law wants in public stands there, of every agency."""
PAPERS = "/join"
"""Shows the papers of another agency's topic as the register does, to whoever asks to look at it."""
KEPT = "a-finding-that-is-theirs"
MARK = "Zqxvkwjqz"
"""Stands in everything that belongs to the other agency, and nowhere else; no token spells it by chance."""
STRANGE = (
    *("", "0", "1", "-1", "x", "9" * 30, "\x00", "'", '"', "<script>", "%", "../..", "𝕏", "ngập", "a" * 3_000),
    *("[]", "null", "2026-13-45"),
)
NAMES = (
    *("topic", "q", "query", "from", "to", "span", "f", "order", "after", "number", "id", "pk", "name", "reason"),
    *("act", "role", "form", "decided", "what", "outcome", "versus", "grain", "by", "limit", "ahead", "page", "next"),
    *("false_alarms", "decision", "why", "label", "agency", "username", "display_name", "password", "again", "rights"),
    *("expires_on", "purpose", "legal_basis", "starts_on", "ends_on", "url"),
)


@pytest.fixture
def ours(running, db):
    agency = Agency.objects.create(short_name="ours", name_vi="Cơ quan ta", name_en="Ours")
    people_of = {role: Account.objects.create(username=f"ta-{role.value}", agency=agency, role=role) for role in Role}
    return list(people_of.values())


@pytest.fixture
def theirs(ours):
    """Another agency with one of everything; the numbers of its things."""
    agency = Agency.objects.create(short_name="theirs", name_vi=f"{MARK} cơ quan", name_en=f"{MARK} agency")
    person = Account.objects.create(username=f"{MARK}-lan", display_name=f"{MARK} Lan", agency=agency)
    operator = Account.objects.create(username=f"{MARK}-op", agency=agency, role=Role.OPERATOR)
    topic = Topic.objects.create(
        agency=agency,
        owner=person,
        name=f"{MARK} chủ đề",
        query="ngập",
        purpose=f"{MARK} mục đích",
        legal_basis=f"{MARK} căn cứ",
        starts_on=today() - timedelta(days=2),
        ends_on=today() + timedelta(days=30),
    )
    now = datetime.now(UTC)
    sample = Sample.objects.create(topic=topic, starts=now, ends=now, model=MARK)
    DrawnPost.objects.create(sample=sample, post="1", chosen=DrawnPost.RANDOM, called="negative")
    figures = {"posts": 99, "ratio": 4.0, "low": 3.0, "high": 5.0, "per_week": 0.1, "method": MARK}
    Event.objects.create(group="topic", value=str(topic.pk), topic=topic, onset=now, told=now, **figures)
    KeptFinding.objects.create(key=KEPT, topic=topic, kind="forecast", content={"said": MARK}, kept_by=MARK)
    token, _ = tokens.make(person, MARK, [Right.LOOK], today())
    invitation, _ = people.invite(operator, Invited(f"{MARK}-moi", MARK, agency, Role.ANALYST), MARK)
    refusal = refusing.contest(person, '"Nguyễn Văn An"', f"{MARK} " * 10)
    return [thing.pk for thing in (topic, sample, token, invitation, refusal, person, operator)]


def addresses():
    """Every address with its converters, but those that end the session or stream for ever."""

    def of(patterns, before=""):
        for each in patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from of(each.url_patterns, path)
            elif "(?P<" not in path and not path.endswith(("live", "sign-out", PAPERS)) and not path.startswith(PUBLIC):
                yield path, dict(each.pattern.converters)

    return list(of(get_resolver().url_patterns))


def test_nothing_of_another_agency_is_told_and_nothing_fails(ours, theirs, monkeypatch):
    monkeypatch.setattr(pace, "BY_PEOPLE", REQUESTS)
    monkeypatch.setattr(pace, "BY_PROGRAMS", REQUESTS)
    draw = random.Random(41)
    clients = {person: Client(raise_request_exception=False) for person in ours}
    known = addresses()
    assert len(known) > 50
    told = {}
    for number in range(REQUESTS):
        person = draw.choice(ours)
        client = clients[person]
        if number % 20 < len(ours):
            client.force_login(person)
        path, method, given = asked(draw, known, theirs)
        response = getattr(client, method)(path, given, headers={"accept-language": draw.choice(["vi", "en"])})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told[response.status_code] = told.get(response.status_code, 0) + 1
        assert response.status_code < 500, (person.role, method, path, given)
        at = body.find(MARK.encode())
        assert at < 0, (person.role, method, path, given, body[max(0, at - 200) : at + 100])
    assert set(told) >= {200, 302, 403, 404}, told
    assert Topic.objects.get(pk=theirs[0]).name == f"{MARK} chủ đề", "nothing of theirs was changed"
    assert Account.objects.filter(username__startswith=MARK, is_active=True).count() == 2


def asked(draw, known, theirs):
    """An address with numbers of theirs or strange ones, a method, and parameters of all kinds."""
    path, converters = draw.choice(known)
    for name, converter in converters.items():
        values = theirs if type(converter).__name__ == "IntConverter" else ["volume", "feeds", "trend-24h-usual", KEPT]
        kind = {"IntConverter": "int", "SlugConverter": "slug", "StringConverter": "str"}[type(converter).__name__]
        path = path.replace(f"<{kind}:{name}>", str(draw.choice(values)))
    given = {name: draw.choice([*STRANGE, *map(str, theirs)]) for name in draw.sample(NAMES, draw.randint(0, 6))}
    if draw.random() < 0.4:
        given["topic"] = str(theirs[0])
    return f"/{path}", draw.choice(["get", "get", "post"]), given


def test_the_city_is_there(running):
    assert running.store.pulse().posts >= len(city.posts(city.moment()))
