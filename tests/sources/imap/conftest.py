import shutil
import ssl
import subprocess

import pytest
from tests.sources.imap.server import running

from civicbeat.sources.imap import ImapSource
from civicbeat.sources.web import Web


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate of this machine that signs itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


@pytest.fixture(scope="session")
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("CIVICBEAT_KEY_IMAP_GOP_Y", "mật khẩu")


@pytest.fixture
def folder(password):
    with running() as one:
        one.put(*range(1, 4))
        yield one


def source(folder, **options):
    given = {"security": "none", "web": Web(timeout=2, deadline=5, allow_loopback=True), **options}
    return ImapSource("localhost", "imap.gop-y", "gop-y@thanh-pho.example", port=folder.port, **given)
