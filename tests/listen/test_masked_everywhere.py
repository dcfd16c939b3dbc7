"""Words that a person had masked are looked for in every column of both stores, merged or not, and in every file."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from tests.listen.fakes import ASKED, NATIVE, WORD, Somebody
from tests.listen.traces import in_files, in_posts, in_records

from civicbeat.governance.audit.models import Entry
from civicbeat.listen.passages import Spotted, mask
from civicbeat.records.post import post_id
from civicbeat.records.scope import Scope
from civicbeat.store.erasures import ErasureList, Kind

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = "test.asked"
NUMBER = post_id(SOURCE, NATIVE)
SCOPE = Scope(agency="water", person="lan", purpose="A neighbour's name")


def test_the_words_are_nowhere_a_moment_later(quick, monkeypatch):
    monkeypatch.setattr(settings, "INSTALLATION", quick.installation)
    quick.intake.run(Somebody(120, name=SOURCE, policy=ASKED), {}, lambda _cursor, _tally: None)
    quick.store.roll_up()
    assert ("posts", "text") in in_posts(quick, [WORD])
    assert in_files(quick, [WORD])

    mask(quick.store, quick.workers.label, SCOPE, Spotted(NUMBER, WORD.upper(), "name"))
    [post] = quick.store.held([NUMBER])
    assert post.text == "Tôi nói ⟨👤⟩ ở đây"
    assert in_posts(quick, [WORD]) == set()
    assert in_records([WORD]) == set()
    deadline = time.monotonic() + 30
    while in_files(quick, [WORD]) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert in_files(quick, [WORD]) == set()
    entry = Entry.objects.get(action="mask")
    assert (entry.person, entry.reason, entry.details) == ("lan", SCOPE.purpose, {"kind": "name", "length": len(WORD)})
    [line] = ErasureList(quick.installation.erasures).read()
    assert (line.kind, line.which.split(" ")[:3]) == (Kind.PASSAGE, [str(NUMBER), "name", str(len(WORD))])
