"""Dovecot: the mailbox of a real mail server, started here on loopback; skipped where it is not installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.sources.imap.server import mail
from tests.sources.imap.test_mailbox import read

from civicbeat.records.errors import SourceRefused
from civicbeat.sources.imap import ImapSource
from civicbeat.sources.web import Web

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
NOBODY = 65534
pytestmark = pytest.mark.skipif(
    not Path(DOVECOT).exists() or os.geteuid() != 0, reason="Dovecot is not installed, or may not be started"
)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def dovecot(certificate):
    """Port and Maildir of a server of its own, in a folder that its users may enter."""
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    base.chmod(0o755)
    mails, port = base / "mails", free_port()
    for part in ("cur", "new", "tmp"):
        (mails / part).mkdir(parents=True)
    for folder in (mails, *mails.iterdir()):
        os.chown(folder, NOBODY, NOBODY)
    made, key = certificate
    (base / "users").write_text("gop-y@thanh-pho.example:{PLAIN}mật khẩu\n")
    (base / "conf").write_text(f"""
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
auth_failure_delay = 0
shutdown_clients = yes
ssl = required
ssl_cert = <{made}
ssl_key = <{key}
default_internal_user = root
default_internal_group = root
default_login_user = nobody
mail_location = maildir:{mails}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = {base}/users
}}
userdb {{
  driver = static
  args = uid={NOBODY} gid={NOBODY} home={mails}
}}
""")
    process = subprocess.Popen(
        [DOVECOT, "-F", "-c", str(base / "conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(150):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.02)
        yield port, mails
    finally:
        process.terminate()
        process.wait(5)
        shutil.rmtree(base, ignore_errors=True)


def test_a_real_server_is_read_and_left_as_it_was(dovecot, certificate, password, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    port, mails = dovecot
    for number in range(60):
        (mails / "new" / f"{1_700_000_000 + number}.{number}.host").write_bytes(mail(number))
    one = ImapSource(
        "localhost", "imap.gop-y", "gop-y@thanh-pho.example", port=port,
        web=Web(timeout=5, allow_loopback=True),
    )  # fmt: skip
    posts, cursor, pages = read(one)
    assert [len(page.raws) for page in pages] == [50, 10, 0]
    assert {post.text.split("\n")[0] for post in posts} == {f"Thu so {number}" for number in range(60)}
    assert all(":2,S" not in path.name for path in mails.rglob("*.host*"))

    (mails / "new" / "1800000000.99.host").write_bytes(mail(99))
    next(mails.rglob("1700000007.*")).unlink()
    later, cursor, _ = read(one, cursor)
    assert [(post.deleted, post.text.split("\n")[0]) for post in later] == [(True, ""), (False, "Thu so 99")]
    assert read(one, cursor)[0] == []

    with pytest.raises(SourceRefused, match="folder"):
        read(replace(one, folder="Không có"))
