"""Some months after its end a month's key is gone, and nobody can link its codes to names again."""

import os
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.making import batch

from civicbeat.enrich.mask.pseudonyms import Pseudonyms
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.governance.requests.models import SubjectRequest
from civicbeat.listen import examine, shredding
from civicbeat.store.erasures import ErasureList, Kind
from civicbeat.store.standing import Standing

MONTH = "2026-03"
HANDLE, OTHER = "nguoi_dung_mau", "nguoi_khac"
MADE = datetime(2026, 3, 2, tzinfo=UTC)
DUE = datetime(2026, 7, 2, tzinfo=UTC)


def made(keys, month, moment):
    """The key of ``month``, made at ``moment``."""
    key = keys[month]
    os.utime(keys.folder / f"{month}.key", (moment.timestamp(), moment.timestamp()))
    return key


@pytest.fixture
def keys(beat):
    """The beat's keyring, empty but for March and its neighbours."""
    ring = Keyring(beat.installation.keys)
    for folder in (ring.folder, ring.seals.folder):
        for path in folder.glob("*"):
            path.unlink()
    for month in ("2026-02", MONTH, "2026-04"):
        made(ring, month, datetime.now(UTC) if month == "2026-02" else MADE)
    return ring


def code(keys, name=HANDLE, month=MONTH):
    return Pseudonyms(keys).of([month], ["forum"], [name])[0]


def stored(beat):
    return {row[0] for row in beat.store._clients.rows("SELECT person FROM posts")}


@pytest.mark.django_db
def test_with_all_that_is_left_and_even_a_copy_of_the_key_no_code_can_be_made_again(beat, keys):
    copy, before = keys[MONTH], code(keys)
    beat.store.write(batch([{"id": 1, "author": before}, {"id": 2, "author": before}]), token="march")
    assert shredding.shred(beat, DUE) == [MONTH]
    left = Keyring(keys.folder)
    [now] = stored(beat)
    everything = [*map(left.__getitem__, left), *map(left.seals.__getitem__, left.seals)]
    assert len(everything) == 2
    for key in (*everything, copy):
        assert Pseudonyms({MONTH: key}).of([MONTH], ["forum"], [HANDLE]) != [now]
    files = b"".join(path.read_bytes() for path in beat.installation.data.rglob("*.*") if path.is_file())
    assert copy not in files
    assert code(left) not in stored(beat)


@pytest.mark.django_db
def test_late_posts_do_not_tell_their_authors_apart_nor_who_they_are(beat, keys):
    shredding.shred(beat, DUE)
    late = {code(ring, name) for ring in (keys, Keyring(keys.folder)) for name in (HANDLE, OTHER)}
    assert len(late) == 1
    assert code(keys, "") == 0
    assert not (keys.folder / f"{MONTH}.key").exists()
    assert code(keys, month="2026-04") != code(keys, OTHER, month="2026-04")


@pytest.mark.django_db
def test_what_is_held_can_still_be_asked_for_at_its_source_until_nothing_is(beat, keys):
    sealed = Sealer(keys).seal(MONTH, "t3_abc")
    made(keys.seals, MONTH, MADE)
    beat.store.write(batch([{"id": 1}]), token="march")
    beat.store.note_standing("test.one", [Standing(1, sealed, MADE)])
    shredding.shred(beat, DUE)
    assert Sealer(keys).open(sealed) == "t3_abc"
    beat.store.erase([1])
    shredding.shred(beat, DUE)
    assert Sealer(keys).open(sealed) is None
    assert list(keys.seals) == []


@pytest.mark.django_db
def test_what_people_wrote_to_the_institution_keeps_its_seal(beat, keys):
    sealer = Sealer(keys, b"civicbeat request")
    request = SubjectRequest.objects.create(
        number="26-TEST22", wish="see", received_at=MADE, due_on=date(2026, 4, 1), contact=sealer.seal(MONTH, "đây")
    )
    made(keys.seals, MONTH, MADE)
    shredding.shred(beat, DUE)
    assert sealer.open(bytes(request.contact)) == "đây"
    request.contact = b""
    request.save()
    shredding.shred(beat, DUE)
    assert list(keys.seals) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.dates(date(2026, 3, 1), date(2026, 12, 1)))
def test_a_key_is_due_a_quarter_after_its_month_and_after_it_was_made(keys, day, made_on):
    noon = [datetime(one.year, one.month, one.day, 12, tzinfo=UTC) for one in (day, made_on)]
    os.utime(keys.folder / f"{MONTH}.key", (noon[1].timestamp(),) * 2)
    due = noon[0] >= DUE and noon[0] - noon[1] >= shredding.LATE
    assert (MONTH in shredding.due(keys, noon[0])) == due


@pytest.mark.django_db
def test_each_act_is_noted_once_and_a_backup_cannot_bring_the_key_back(beat, keys):
    list_ = ErasureList(beat.installation.erasures)
    known = len(list_.read())
    assert shredding.shred(beat, DUE) == [MONTH]
    assert shredding.shred(beat, DUE) == []
    assert [(one.kind, one.which) for one in list_.read()[known:]] == [(Kind.KEY, MONTH)]
    assert list(Entry.objects.values_list("action", "subject")) == [("shred", f"pseudonym key of {MONTH}")]


@pytest.mark.django_db
def test_what_a_crash_left_undone_is_done_the_next_time(beat, keys):
    before = code(keys)
    beat.store.write(batch([{"id": 1, "author": before}]), token="march")
    keys.forbid(MONTH)
    assert shredding.shred(beat, MADE) == [MONTH]
    assert before not in stored(beat)
    assert list(keys) == ["2026-02", "2026-04"]


@pytest.mark.django_db
def test_processes_that_may_remember_the_key_are_replaced(beat, keys, monkeypatch):
    renewed = []
    monkeypatch.setattr(beat.workers, "renew", lambda: renewed.append(1))
    shredding.shred(beat, DUE)
    shredding.shred(beat, DUE)
    assert renewed == [1]


def test_the_doctor_sees_keys_that_others_can_read_or_that_are_past_their_term(beat, keys):
    def said():
        checks = dict(examine.CHECKS)
        return checks["pseudonym keys"](beat.installation)[0]

    for month in keys:
        made(keys, month, datetime.now(UTC))
    assert said() is examine.State.GOOD
    made(keys, "2020-01", datetime(2020, 1, 1, tzinfo=UTC))
    assert said() is examine.State.ODD
    made(keys.seals, MONTH, MADE)
    (keys.seals.folder / f"{MONTH}.key").chmod(0o644)
    assert said() is examine.State.BAD
