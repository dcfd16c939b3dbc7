"""``civicbeat webhook`` opens a door and shows a secret once, which it keeps nowhere."""

import ast

import orjson
import pytest

from civicbeat.cli import ready
from civicbeat.listen.models import FollowedSource
from civicbeat.sources.webhook.signature import read_secrets

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(typed, monkeypatch):
    monkeypatch.setattr(ready, "records", lambda: None)
    return lambda *words: typed("webhook", *words).stdout


def test_a_webhook_is_opened_and_its_secret_shown_once(run, monkeypatch):
    told = orjson.loads(run("gop-y", "--title", "Cổng góp ý", "--host", "https://nghe.thanh-pho.example/", "--json"))
    assert told["address"] == "https://nghe.thanh-pho.example/intake/webhook.gop-y"
    assert told["schema"] == "https://nghe.thanh-pho.example/intake/schema.json"
    assert (told["source"], told["key"], told["key_is_set"]) == (
        "webhook.gop-y",
        "CIVICBEAT_KEY_WEBHOOK_GOP_Y",
        False,
    )
    assert len(read_secrets(told["secret"])) == 1
    followed = FollowedSource.objects.get()
    assert (followed.title, told["secret"] in str(vars(followed))) == ("Cổng góp ý", False)
    monkeypatch.setenv(told["key"], told["secret"])
    again = orjson.loads(run("gop-y", "--json"))
    assert (again["key_is_set"], again["secret"]) == (True, "")
    assert FollowedSource.objects.count() == 1
    other = orjson.loads(run("gop-y", "--new-secret", "--json"))
    assert other["secret"] not in ("", told["secret"])


def test_people_are_told_what_to_do(run, monkeypatch):
    said = run("gop-y")
    assert "http://127.0.0.1:8000/intake/webhook.gop-y" in said
    [secret] = [line.strip() for line in said.splitlines() if line.strip().startswith("whsec_")]
    assert "shown only now" in said
    monkeypatch.setenv("CIVICBEAT_KEY_WEBHOOK_GOP_Y", secret)
    assert "whsec_" not in run("gop-y")
    assert "old and new, parted by a space" in run("gop-y", "--new-secret")


def test_the_sender_is_a_program_and_nothing_else_is_printed(run):
    ast.parse(run("gop-y", "--sender"))
    assert not FollowedSource.objects.exists()


def test_a_name_that_is_none_is_refused(typed, monkeypatch):
    monkeypatch.setattr(ready, "records", lambda: None)
    assert "name" in typed("webhook", "Góp ý", good=False).stderr
