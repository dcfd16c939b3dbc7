"""What the environment says, and what cannot be meant."""

import re
from pathlib import Path

import pytest

from civicbeat.records import installation
from civicbeat.records.errors import SettingError
from civicbeat.records.installation import Installation
from civicbeat.sources import keys


def test_nothing_set_is_an_embedded_installation_here():
    found = Installation.from_environment({})
    assert found.data == Path("data").resolve()
    assert (found.posts_url, found.records_url, found.hosts) == ("", "", ("127.0.0.1", "localhost"))
    assert found.workers >= 1


def test_everything_lies_in_the_folder():
    found = Installation.from_environment({"CIVICBEAT_DATA": "/srv/city"})
    assert {found.posts.parent, found.records.parent, found.keys.parent, found.temporary.parent} == {Path("/srv/city")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CIVICBEAT_POSTS_URL", "localhost:8123"),
        ("CIVICBEAT_RECORDS_URL", "mysql://x/y"),
        ("CIVICBEAT_WORKERS", "many"),
        ("CIVICBEAT_WORKERS", "0"),
        ("CIVICBEAT_BACKUP_DAYS", "often"),
        ("CIVICBEAT_BACKUP_DAYS", "0"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name, value):
    with pytest.raises(SettingError, match=name):
        Installation.from_environment({name: value})


def test_every_variable_is_documented():
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (installation, keys))
    used = set(re.findall(r'"(CIVICBEAT_[A-Z_]+)', source))
    assert used == set(re.findall(r"``(CIVICBEAT_[A-Z_]+)…?``", installation.__doc__ or ""))
