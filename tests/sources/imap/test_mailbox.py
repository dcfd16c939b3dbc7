"""Mailbox: readings that go on, deletions, and servers that misbehave; all on loopback."""

import json
import pickle
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.sources.imap.conftest import source
from tests.sources.imap.server import ARRIVED, mail, running

from civicbeat.records.errors import FormatChanged, SettingError, SourceRefused, SourceUnreachable
from civicbeat.records.post import Post
from civicbeat.sources.imap import ImapSource
from civicbeat.sources.imap import source as module
from civicbeat.sources.imap.mailbox import quoted
from civicbeat.sources.web import Web


def read(one, cursor=None):
    """Posts of a reading and the cursor it ends with, as the records store keeps it."""
    pages = list(one.fetch(cursor or {}))
    made = [one.to_post(raw) for page in pages for raw in page.raws]
    return [post for post in made if isinstance(post, Post)], json.loads(json.dumps(pages[-1].cursor)), pages


def test_a_reading_goes_on_where_the_last_ended(folder):
    one = source(folder)
    first, cursor, pages = read(one)
    assert [post.text.split("\n")[0] for post in first] == ["Thu so 1", "Thu so 2", "Thu so 3"]
    assert pages[-1].covers.start == ARRIVED + timedelta(minutes=1)
    folder.put(4)
    second, cursor, pages = read(one, cursor)
    assert [post.text.split("\n")[0] for post in second] == ["Thu so 4"]
    assert pages[-1].covers.start > ARRIVED + timedelta(minutes=1)
    assert read(one, cursor)[0] == []


def test_nothing_is_changed_there(folder):
    read(source(folder))
    commands = {said.split()[0] for said in folder.said} | {said.split()[1] for said in folder.said if "UID" in said}
    assert commands <= {"CAPABILITY", "AUTHENTICATE", "PLAIN", "EXAMINE", "UID", "SEARCH", "FETCH", "LOGOUT"}
    assert all("BODY.PEEK[]" in said for said in folder.said if "FETCH" in said)


def test_pages_have_at_most_fifty_mails_and_any_cursor_goes_on(folder):
    folder.put(*range(4, 108))
    one = source(folder)
    _, _, pages = read(one)
    assert [len(page.raws) for page in pages] == [50, 50, 7, 0]
    rest, _, _ = read(one, pages[1].cursor)
    assert [post.text.split("\n")[0] for post in rest] == [f"Thu so {n}" for n in range(101, 108)]


def test_an_empty_folder_is_read(folder):
    folder.mails.clear()
    posts, cursor, pages = read(source(folder))
    assert (posts, pages[-1].covers) == ([], None)
    folder.put(1)
    assert len(read(source(folder), cursor)[0]) == 1


def test_mails_numbered_anew_are_read_anew_with_the_same_ids(folder):
    one = source(folder)
    before, cursor, _ = read(one)
    folder.mails = {uid + 100: data for uid, data in folder.mails.items()}
    folder.validity = 8
    after, _, _ = read(one, cursor)
    assert {post.native_id for post in after} == {post.native_id for post in before}
    assert {post.published_at for post in after} == {post.published_at for post in before}
    assert not any(post.deleted for post in after)


def test_a_mail_that_leaves_the_folder_is_deleted_unless_it_was_only_filed(folder):
    folder.mails[9] = folder.mails[1]
    one = source(folder)
    first, cursor, _ = read(one)
    del folder.mails[2], folder.mails[1]
    assert read(replace(one, keep_moved=True), cursor)[0] == []
    [gone], cursor, _ = read(one, cursor)
    assert (gone.deleted, gone.text, gone.native_id) == (True, "", first[1].native_id)
    assert gone.published_at == first[1].published_at
    assert read(one, cursor)[0] == []


def test_the_cursor_names_nobody(folder, monkeypatch):
    monkeypatch.setattr(module, "MOST_KNOWN", 2)
    _, cursor, _ = read(source(folder))
    assert list(cursor["known"]) == ["2", "3"]
    assert "thu.example" not in json.dumps(cursor)
    assert "mật khẩu" not in repr(source(folder)) + repr(pickle.dumps(source(folder)))


@pytest.mark.parametrize("cursor", [{"uid": "x", "known": 3}, {"validity": 7, "uid": 0, "known": {"x": [], "1": 5}}])
def test_a_broken_cursor_begins_anew(folder, cursor):
    assert len(read(source(folder), cursor)[0]) == 3


def test_a_huge_mail_is_read_up_to_a_bound(folder):
    folder.mails = {1: mail(1, "Đường hỏng.\n> " + "x" * 400_000)}
    [post], _, pages = read(source(folder))
    assert post.text == "Thu so 1\nĐường hỏng."
    assert len(pages[0].raws[0]["data"]) == 256 * 1024 < pages[0].raws[0]["size"]


def test_login_without_plain(folder):
    folder.capabilities, folder.password = "IMAP4rev1", "simple"
    with pytest.raises(SourceRefused, match="login"):
        read(source(folder))


@pytest.mark.parametrize(
    ("trouble", "error", "web"),
    [
        ("cut", SourceUnreachable, {}),
        ("hangs up", SourceUnreachable, {}),
        ("huge literal", FormatChanged, {}),
        ("endless", FormatChanged, {}),
        ("slow", SourceUnreachable, {"deadline": 0.3}),
        ("no search", FormatChanged, {}),
        ("no folder", SourceRefused, {}),
        ("no validity", FormatChanged, {}),
        ("not imap", SourceUnreachable, {}),
    ],
)
def test_servers_that_misbehave(folder, trouble, error, web):
    folder.trouble = trouble
    with pytest.raises(error) as caught:
        read(source(folder, web=Web(**{"timeout": 2, "deadline": 5, "allow_loopback": True, **web})))
    assert "localhost" in str(caught.value) or "mail server" in str(caught.value)


def test_a_refused_login_tells_nothing_of_what_the_server_said(folder):
    folder.password = "another"
    with pytest.raises(SourceRefused, match="refuses the login") as caught:
        read(source(folder))
    assert caught.value.__suppress_context__
    assert "an@thu.example" not in str(caught.value)


def test_private_networks_are_not_asked(folder):
    with pytest.raises(SourceRefused, match="private network"):
        read(source(folder, security="starttls", web=Web()))
    assert not folder.sessions


def test_nobody_answers(folder):
    with pytest.raises(SourceUnreachable):
        read(replace(source(folder), port=1))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted(password, tls, certificate, monkeypatch, security):
    with running(tls, implicit=security == "tls") as folder:
        folder.put(1)
        one = source(folder, security=security)
        with pytest.raises(SourceRefused, match="cannot prove"):
            read(one)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert len(read(one)[0]) == 1
        folder.trouble = "no starttls"
        if security == "starttls":
            with pytest.raises(SourceRefused, match="no encryption"):
                read(one)
            assert folder.said[-1] == "STARTTLS"


@pytest.mark.parametrize(
    "options",
    [
        {"security": "none"},
        {"security": "ssl"},
        {"user": "a\r\nb"},
        {"folder": ""},
        {"host": "a\0"},
        {"port": 0},
        {"days": 0},
        {"name": "Imap"},
    ],
)
def test_settings_are_checked(options):
    with pytest.raises(SettingError):
        ImapSource(**{"host": "thu.example", "name": "imap.gop-y", "user": "u", **options})


def test_without_a_password_nobody_is_asked(monkeypatch, folder):
    monkeypatch.delenv("CIVICBEAT_KEY_LETTERS", raising=False)
    with pytest.raises(SettingError, match="LETTERS"):
        read(source(folder, key="LETTERS"))
    assert not folder.sessions


@pytest.mark.parametrize(
    ("name", "written"),
    [("INBOX", '"INBOX"'), ("Góp ý", '"G&APM-p &AP0-"'), ("A&B", '"A&-B"'), ('a"b\\', '"a\\"b\\\\"')],
)
def test_folders_are_named_as_imap_does(name, written):
    assert quoted(name) == written
