"""Charter rule 1: the key changes every month, and a destroyed key cannot be had again."""

import multiprocessing
import pickle
import stat

import pytest

from civicbeat.governance.privacy.keyring import KEY_BYTES, Keyring
from civicbeat.records.errors import KeyDestroyed, SettingError


def test_a_month_keeps_its_key(tmp_path):
    first = Keyring(tmp_path)["2026-03"]
    assert len(first) == KEY_BYTES
    assert Keyring(tmp_path)["2026-03"] == first


def test_months_have_different_keys(tmp_path):
    ring = Keyring(tmp_path)
    assert len({ring[f"2026-{month:02}"] for month in range(1, 13)}) == 12
    assert list(ring) == [f"2026-{month:02}" for month in range(1, 13)]


def test_a_destroyed_key_does_not_come_back(tmp_path):
    keys, other = Keyring(tmp_path), Keyring(tmp_path)
    lost = keys["2026-03"]
    assert other["2026-03"] == lost
    keys.destroy("2026-03")
    for ring in (keys, other, Keyring(tmp_path)):
        with pytest.raises(KeyDestroyed, match="2026-03"):
            ring["2026-03"]
        assert not ring.holds("2026-03")
        assert ring.is_destroyed("2026-03")
    assert list(keys) == []
    assert not any(lost in path.read_bytes() for path in tmp_path.iterdir())
    assert lost not in [key for _made, key in other._known.values()]


def test_from_its_mark_on_a_key_is_used_by_nobody(tmp_path):
    keys, other = Keyring(tmp_path), Keyring(tmp_path)
    assert other["2026-03"] == keys["2026-03"]
    keys.forbid("2026-03")
    with pytest.raises(KeyDestroyed):
        other["2026-03"]
    assert list(keys) == ["2026-03"]


def test_the_file_is_written_over_before_it_goes(tmp_path):
    keys = Keyring(tmp_path)
    lost = keys["2026-03"]
    elsewhere = tmp_path / "same blocks"
    elsewhere.hardlink_to(tmp_path / "2026-03.key")
    keys.destroy("2026-03")
    assert len(elsewhere.read_bytes()) == KEY_BYTES
    assert elsewhere.read_bytes() != lost


def test_what_is_not_there_cannot_be_destroyed(tmp_path):
    with pytest.raises(KeyError):
        Keyring(tmp_path).destroy("2026-03")
    assert not Keyring(tmp_path).is_destroyed("2026-03")


def test_a_dropped_key_is_made_anew_and_nobody_goes_on_with_the_old_one(tmp_path):
    keys, other = Keyring(tmp_path), Keyring(tmp_path)
    lost = keys["2026-03"]
    assert other["2026-03"] == lost
    keys.drop("2026-03")
    assert keys["2026-03"] != lost
    assert other["2026-03"] == keys["2026-03"]


def test_only_the_owner_can_read(tmp_path):
    folder = tmp_path / "keys"
    assert Keyring(folder)["2026-03"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


@pytest.mark.parametrize("month", ["2026-13", "2026-3", "../2026-03", "", "2026-03-01"])
def test_only_months_have_keys(tmp_path, month):
    with pytest.raises(KeyError):
        Keyring(tmp_path)[month]
    assert not list(tmp_path.iterdir())


def test_a_damaged_key_is_not_silently_replaced(tmp_path):
    (tmp_path / "2026-03.key").write_bytes(b"short")
    with pytest.raises(SettingError, match="2026-03"):
        Keyring(tmp_path)["2026-03"]


def test_processes_that_start_together_agree(tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        keys = pool.map(_key, [tmp_path] * 8, chunksize=1)
    assert len(set(keys)) == 1
    assert pickle.loads(pickle.dumps(Keyring(tmp_path)))["2026-03"] == keys[0]


def _key(folder):
    return Keyring(folder)["2026-03"]
