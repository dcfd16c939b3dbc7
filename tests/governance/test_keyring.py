"""Charter rule 1: the key changes every month, and a destroyed key cannot be had again."""

import multiprocessing
import pickle
import stat

import pytest

from civicbeat.governance.privacy.keyring import KEY_BYTES, Keyring
from civicbeat.records.errors import SettingError


def test_a_month_keeps_its_key(tmp_path):
    first = Keyring(tmp_path)["2026-03"]
    assert len(first) == KEY_BYTES
    assert Keyring(tmp_path)["2026-03"] == first


def test_months_have_different_keys(tmp_path):
    ring = Keyring(tmp_path)
    assert len({ring[f"2026-{month:02}"] for month in range(1, 13)}) == 12
    assert list(ring) == [f"2026-{month:02}" for month in range(1, 13)]


def test_a_destroyed_key_does_not_come_back(tmp_path):
    lost = Keyring(tmp_path)["2026-03"]
    (tmp_path / "2026-03.key").unlink()
    assert Keyring(tmp_path)["2026-03"] != lost


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
