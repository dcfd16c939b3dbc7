"""What a source says of posts it gave before is followed here, in time, and counted."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.listen import fakes
from tests.listen.fakes import Asked, moment

from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.listen import collect, recheck
from civicbeat.listen.models import FollowedSource
from civicbeat.records.errors import FormatChanged, SourceUnreachable
from civicbeat.records.period import Period
from civicbeat.records.post import post_id
from civicbeat.records.scope import Scope
from civicbeat.sources.web import AskedToWait
from civicbeat.store.question import Look

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = Look(scope=Scope(agency="test", person="test", purpose="test"), period=Period(moment(0), moment(1_000)))


@pytest.fixture
def followed(beat, monkeypatch):
    """120 posts that were read long ago, of a source that is asked ``POLICY``'s way."""
    given = {}

    def build(followed):
        policy = fakes.replace(fakes.ASKED, quota=fakes.COUNTED.quota) if given.get("cost") else fakes.ASKED
        return Asked(120, name=followed.name, policy=policy, **given)

    monkeypatch.setattr(collect, "build", build)
    monkeypatch.setattr(recheck, "build", build)
    one = FollowedSource.objects.create(name="test.asked", kind="numbers", title="x")
    collect.read(beat, one.pk)
    one.given = given
    return one


def texts(beat):
    return [row["text"] for part in beat.store.export(LOOK) for row in part.to_pylist()]


def test_edits_and_deletions_follow_and_are_counted(beat, followed):
    followed.given |= {"gone": (3, 4, 5), "edited": (7,)}
    assert recheck.recheck(beat, followed.pk) == 120
    found = texts(beat)
    assert len(found) == 117
    assert found.count("nói khác rồi") == 1
    day = followed.days.get()
    assert (day.new, day.edited, day.deleted, day.rechecked) == (120, 1, 3, 120)
    gone = {row["id"] for part in beat.store.withdrawn(moment(0)) for row in part.to_pylist()}
    assert gone == {post_id("test.asked", str(n)) for n in (3, 4, 5)}


def test_what_was_seen_just_now_is_not_asked_for_again(beat, followed):
    recheck.recheck(beat, followed.pk)
    assert recheck.recheck(beat, followed.pk) == 0
    followed.refresh_from_db()
    assert timedelta(0) < followed.recheck_due_at - datetime.now(UTC) <= fakes.ASKED.recheck_within / 2


def test_what_could_not_be_judged_is_asked_for_again_and_stops_nothing(beat, followed):
    followed.given["unjudged"] = tuple(range(110))
    assert recheck.recheck(beat, followed.pk) == 120
    followed.given["unjudged"] = ()
    assert recheck.recheck(beat, followed.pk) == 110


def test_ids_whose_months_seal_key_is_destroyed_are_asked_for_no_more(beat, followed):
    folder = Keyring(beat.installation.keys).seals.folder
    kept = folder.rename(folder.with_name("elsewhere"))
    try:
        assert recheck.recheck(beat, followed.pk) == 0
    finally:
        kept.rename(folder)
    assert len(texts(beat)) == 120


def test_a_used_up_key_ends_the_run_and_is_told(beat, followed):
    followed.given |= {"cost": 5, "gone": tuple(range(60))}
    with pytest.raises(AskedToWait):
        recheck.recheck(beat, followed.pk)
    assert followed.days.get().rechecked == 100
    assert len(texts(beat)) < 120


def test_a_service_that_says_all_is_gone_is_not_believed(beat, followed):
    followed.given["gone"] = tuple(range(120))
    with pytest.raises(FormatChanged, match="nothing at all"):
        recheck.recheck(beat, followed.pk)
    assert len(texts(beat)) == 120


def test_many_that_are_gone_are_believed_while_others_stand(beat, followed):
    ids = [one.id for one in beat.store.waiting("test.asked", datetime.now(UTC), 100)]
    first = [n for n in range(120) if post_id("test.asked", str(n)) in ids]
    followed.given["gone"] = tuple(first)
    recheck.recheck(beat, followed.pk)
    assert len(texts(beat)) == 20


def test_no_native_id_stands_in_the_store(beat, followed):
    for [sealed] in beat.store._clients.rows("SELECT hex(sealed) FROM standing LIMIT 500"):
        assert bytes.fromhex(sealed)[:7] == b"2026-03"
        assert len(bytes.fromhex(sealed)) > 7 + 12 + 16


def test_ids_that_provoke_a_fault_do_not_keep_the_others_from_being_asked(beat, followed, monkeypatch):
    asked = []

    def recheck_(self, native_ids):
        asked.append(len(native_ids))
        if len(asked) == 1:
            raise FormatChanged("It says something odd.")
        yield from real(self, native_ids)

    real = Asked.recheck
    monkeypatch.setattr(Asked, "recheck", recheck_)
    followed.given["gone"] = tuple(range(3, 120))
    with pytest.raises(FormatChanged):
        recheck.recheck(beat, followed.pk)
    assert asked[:2] == [100, 20]
    assert 100 <= len(texts(beat)) < 120


def test_one_run_for_a_source_whose_line_is_dead_says_so(beat, followed, monkeypatch):
    def dead(self, native_ids):
        raise SourceUnreachable("The line went dead.")
        yield

    monkeypatch.setattr(Asked, "recheck", dead)
    with pytest.raises(SourceUnreachable):
        recheck.recheck(beat, followed.pk)
    followed.refresh_from_db()
    assert followed.recheck_due_at > datetime.now(UTC)
    assert len(texts(beat)) == 120
