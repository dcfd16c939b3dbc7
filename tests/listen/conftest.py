"""A source that can be looked at again, and a beat whose files show what it holds."""

import pytest
from tests.listen import fakes

from civicbeat.listen import collect, looking_again, recheck
from civicbeat.listen.beat import Beat
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


@pytest.fixture
def quick(tmp_path_factory, opened):
    """A beat whose engine writes plain bytes and removes what it replaced at once, not after half a minute."""
    opened.close()
    installation = opened.installation
    with Beat.open(installation) as first:
        clients = first.store._clients
        for [table] in clients.rows(
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"
        ):
            clients.order(
                f"ALTER TABLE {table} MODIFY SETTING old_parts_lifetime = 1, cleanup_delay_period = 1,"
                " max_cleanup_delay_period = 1"
            )
        for column in ("text", "url", "person"):
            clients.order(f"ALTER TABLE posts MODIFY COLUMN {column} CODEC(NONE)")
    with Beat.open(installation) as beat:  # anew, or its cleaner would first sleep its 30 seconds out
        yield beat
