"""Secrets lie in one sealed file: only the passphrase opens it, and what was destroyed does not come out of it."""

import json
import stat

import pytest

from civicbeat.governance.privacy.escrow import held, lock_away, put_back, secrets_of, unlock
from civicbeat.governance.privacy.keyring import Keyring
from civicbeat.records.errors import InputError, UnreadableFile

PASSPHRASE = "four small boats at noon"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    ring = Keyring(folder / "keys")
    assert ring["2026-03"] != ring["2026-04"]
    (folder / "secret.key").write_bytes(b"signs sessions")
    (folder / "posts").mkdir()
    (folder / "posts" / "engine.xml").write_text("no secret")
    return folder


def test_all_secrets_go_in_and_come_out(data, tmp_path):
    secrets = secrets_of(data)
    assert sorted(secrets) == ["keys/2026-03.key", "keys/2026-04.key", "secret.key"]
    lock_away(secrets, tmp_path / "sealed", PASSPHRASE)
    escrow = unlock(tmp_path / "sealed", PASSPHRASE)
    assert escrow.files == secrets
    assert put_back(escrow, tmp_path / "new", without={"keys/2026-03.key"}) == 2
    assert sorted(secrets_of(tmp_path / "new")) == ["keys/2026-04.key", "secret.key"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").rglob("*")}
    assert modes == {0o700, 0o600}


def test_the_file_tells_strangers_only_what_is_in_it(data, tmp_path):
    sealed = tmp_path / "sealed"
    lock_away(secrets_of(data), sealed, PASSPHRASE)
    made_at, names = held(sealed)
    assert names == ("keys/2026-03.key", "keys/2026-04.key", "secret.key")
    assert made_at == unlock(sealed, PASSPHRASE).made_at
    assert b"signs sessions" not in sealed.read_bytes()
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600


def test_it_is_written_anew_and_a_destroyed_key_leaves_it(data, tmp_path):
    sealed = tmp_path / "sealed"
    lock_away(secrets_of(data), sealed, PASSPHRASE)
    (data / "keys" / "2026-03.key").unlink()
    lock_away(secrets_of(data), sealed, PASSPHRASE)
    assert "keys/2026-03.key" not in unlock(sealed, PASSPHRASE).files
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["sealed"]


def test_another_passphrase_opens_nothing(data, tmp_path):
    lock_away(secrets_of(data), tmp_path / "sealed", PASSPHRASE)
    with pytest.raises(InputError, match="does not open"):
        unlock(tmp_path / "sealed", PASSPHRASE + "!")


@pytest.mark.parametrize("name", ["made_at", "names"])
def test_what_stands_outside_cannot_be_changed(data, tmp_path, name):
    sealed = tmp_path / "sealed"
    lock_away(secrets_of(data), sealed, PASSPHRASE)
    outside, inside, _ = sealed.read_bytes().split(b"\n")
    head = json.loads(outside) | {name: {"made_at": "2020-01-01T00:00:00+00:00", "names": []}[name]}
    sealed.write_bytes(json.dumps(head, sort_keys=True).encode() + b"\n" + inside + b"\n")
    with pytest.raises(InputError):
        unlock(sealed, PASSPHRASE)


def test_a_short_passphrase_is_refused(data, tmp_path):
    with pytest.raises(InputError, match="too short"):
        lock_away(secrets_of(data), tmp_path / "sealed", "short")
    assert not (tmp_path / "sealed").exists()


@pytest.mark.parametrize(
    "content", [b"", b"x", b"{}\n\n", b"[]\nx\n", b'{"what": "secrets of civicbeat", "format": 2}\nx\n']
)
def test_anything_else_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(UnreadableFile):
        unlock(tmp_path / "other", PASSPHRASE)
    with pytest.raises(UnreadableFile):
        held(tmp_path / "missing")


def test_nothing_is_overwritten(data, tmp_path):
    lock_away(secrets_of(data), tmp_path / "sealed", PASSPHRASE)
    Keyring(tmp_path / "new" / "keys")["2026-04"]
    (tmp_path / "new" / "secret.key").write_bytes(b"made at start")
    escrow = unlock(tmp_path / "sealed", PASSPHRASE)
    with pytest.raises(InputError, match=r"2026-04\.key is there"):
        put_back(escrow, tmp_path / "new")
    assert sorted(secrets_of(tmp_path / "new")) == ["keys/2026-04.key", "secret.key"]
    assert put_back(escrow, tmp_path / "new", without={"keys/2026-04.key"}) == 2
    assert (tmp_path / "new" / "secret.key").read_bytes() == b"signs sessions"
