"""Shredding: once no post of a month is held its key is gone, and nobody can link its codes again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.making import batch

from civicbeat.enrich.mask.pseudonyms import Pseudonyms
from civicbeat.governance.audit.models import Entry
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.governance.privacy.sealing import Sealer
from civicbeat.listen import shredding

MONTH = "2026-03"
HANDLE = "nguoi_dung_mau"


@pytest.fixture
def keys(tmp_path):
    return Keyring(tmp_path / "keys")


def code(keys):
    return Pseudonyms(keys).of([MONTH], ["forum"], [HANDLE])[0]


def test_with_everything_that_is_left_no_code_can_be_made_again(keys):
    before, sealed = code(keys), Sealer(keys).seal(MONTH, "t3_abc")
    old = keys[MONTH]
    for month in ("2026-02", "2026-04"):
        assert keys[month]
    keys.destroy(MONTH)
    fresh = Keyring(keys.folder)
    assert code(fresh) != before
    assert Sealer(fresh).open(sealed) is None
    left = b"".join(path.read_bytes() for path in keys.folder.iterdir())
    assert old not in left
    tried = {Pseudonyms({MONTH: fresh[month]}).of([MONTH], ["forum"], [HANDLE])[0] for month in ("2026-02", "2026-04")}
    assert before not in tried


def test_a_process_that_remembers_the_key_does_not_use_it(keys):
    other, sealer = Keyring(keys.folder), Sealer(Keyring(keys.folder))
    before, sealed = code(other), sealer.seal(MONTH, "t3_abc")
    keys.destroy(MONTH)
    assert code(other) != before
    assert sealer.open(sealed) is None
    assert not other.holds(MONTH)


def test_a_late_post_gets_a_code_that_ends_with_the_process(keys):
    assert keys[MONTH]
    keys.destroy(MONTH)
    assert code(keys) == code(keys)
    assert code(keys) != code(Keyring(keys.folder))
    assert list(keys) == []
    assert not (keys.folder / f"{MONTH}.key").exists()


def test_what_is_not_there_cannot_be_destroyed(keys):
    with pytest.raises(KeyError):
        keys.destroy(MONTH)
    assert not keys.is_destroyed(MONTH)


@given(st.dates(datetime(2024, 1, 1).date(), datetime(2027, 1, 1).date()), st.booleans())
def test_a_key_is_due_when_its_month_is_long_over_and_empty(day, empty):
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = shredding.due({MONTH: b""}, frozenset() if empty else {MONTH}, now)
    assert found == ([MONTH] if empty and now >= datetime(2026, 7, 2, tzinfo=UTC) else [])


@pytest.mark.django_db
def test_the_store_says_which_months_it_holds_and_each_act_is_noted(beat, keys):
    beat.store.write(batch([{"id": 1, "published_at": datetime(2026, 3, 9, tzinfo=UTC)}]), token="march")
    for month in ("2026-02", "2026-03"):
        assert keys[month]
    late = datetime(2027, 1, 1, tzinfo=UTC)
    assert shredding.shred(beat.store, keys, late) == ["2026-02"]
    beat.store.erase([1])
    assert shredding.shred(beat.store, keys, late) == ["2026-03"]
    assert shredding.shred(beat.store, keys, late) == []
    assert set(Entry.objects.values_list("action", "subject")) == {
        ("shred", "pseudonym key of 2026-02"),
        ("shred", "pseudonym key of 2026-03"),
    }
