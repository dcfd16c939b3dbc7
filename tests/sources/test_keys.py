"""Keys come from the environment or a file that only its owner reads."""

import pytest

from civicbeat.records.errors import SettingError
from civicbeat.sources.keys import has_key, key


def test_the_environment_comes_first(monkeypatch, tmp_path):
    _file(monkeypatch, tmp_path, "CITY=from-file\n")
    monkeypatch.setenv("CIVICBEAT_KEY_CITY", "from-environment")
    assert key("CITY") == "from-environment"


def test_a_file_holds_keys_line_by_line(monkeypatch, tmp_path):
    _file(monkeypatch, tmp_path, "# ours\nOTHER=x\n CITY = a=b \n")
    assert key("CITY") == "a=b"
    assert not has_key("MISSING")


def test_a_missing_key_says_where_to_put_it(monkeypatch):
    monkeypatch.delenv("CIVICBEAT_KEYS_FILE", raising=False)
    with pytest.raises(SettingError, match="CIVICBEAT_KEY_CITY"):
        key("CITY")


def test_a_file_that_others_can_read_is_refused(monkeypatch, tmp_path):
    _file(monkeypatch, tmp_path, "CITY=secret-of-the-city\n").chmod(0o644)
    with pytest.raises(SettingError) as caught:
        key("CITY")
    assert "secret-of-the-city" not in str(caught.value)


def _file(monkeypatch, tmp_path, body):
    file = tmp_path / "keys"
    file.write_text(body, "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("CIVICBEAT_KEYS_FILE", str(file))
    return file
