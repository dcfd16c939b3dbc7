"""A source that can be looked at again."""

import pytest
from tests.listen import fakes

from civicbeat.listen import collect, looking_again, recheck
from civicbeat.listen.models import FollowedSource


@pytest.fixture
def given(beat, monkeypatch):
    """What the source's posts have become since they were collected: it starts with nothing, and a test adds to it."""
    said = {}
    for module in (collect, recheck, looking_again):
        monkeypatch.setattr(
            module, "build", lambda one: fakes.Asked(30, name=one.name, policy=fakes.ASKED, **said), raising=False
        )
    collect.read(beat, FollowedSource.objects.create(name="test.asked", kind="numbers", title="x").pk)
    return said
