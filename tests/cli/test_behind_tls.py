"""The real server behind what ends TLS: cookies, HSTS, forms, and nothing a client says about itself is believed."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.programs import Program

PASSWORD = "ba-con-meo-trang-o-nha"
LIES = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "bad.example",
    "Forwarded": "for=203.0.113.9;proto=http;host=bad.example",
    "X-Real-IP": "203.0.113.9",
    "X_Forwarded_For": "203.0.113.9",
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a certificate for ``localhost`` and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    file = tmp_path_factory.mktemp("front") / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file


class Front(BaseHTTPRequestHandler):
    """Hands each request on, as the guide has nginx do it: the host stays, and the client's address comes last."""

    port: int

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        inner = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        inner.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("x-forwarded-for", "connection"):
                inner.putheader(name, value)
        before = self.headers.get("X-Forwarded-For")
        inner.putheader("X-Forwarded-For", f"{before}, {self.client_address[0]}" if before else self.client_address[0])
        inner.putheader("Connection", "close")
        inner.endheaders(self.rfile.read(length))
        answer = inner.getresponse()
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        inner.close()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_):
        """Nothing."""


@contextmanager
def ending_tls(port, certificate):
    """The address of a front that ends TLS before ``port``."""
    handler = type("ThisFront", (Front,), {"port": port})
    front = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    front.socket = context.wrap_socket(front.socket, server_side=True)
    thread = threading.Thread(target=front.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{front.server_address[1]}"
    front.shutdown()
    thread.join(timeout=20)
    front.server_close()


@pytest.fixture(scope="module")
def front(civicbeat, folder, environment, certificate):
    """The address of the front, and of what is behind it."""
    civicbeat("account", "an", "--agency", "city", "--role", "operator", "--password", PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Program(("serve", "--port", str(port)), folder, environment | {"CIVICBEAT_TLS": "yes"}) as serving:
        late = time.monotonic() + 120
        while not answers(port):
            assert serving.poll() is None, serving.said()
            assert time.monotonic() < late
            time.sleep(0.1)
        with ending_tls(port, certificate) as address:
            yield address, f"http://127.0.0.1:{port}"


def answers(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def come(front, certificate):
    """A browser from a network of its own, which trusts the certificate."""
    opened = []

    def of(network="127.0.0.1", **headers):
        context = ssl.create_default_context(cafile=str(certificate))
        transport = httpx.HTTPTransport(verify=context, local_address=network)
        client = httpx.Client(base_url=front[0], transport=transport, timeout=60, headers=headers)
        opened.append(client)
        return client

    yield of
    for client in opened:
        client.close()


def sign_in(client, password=PASSWORD, **headers):
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/sign-in").text)[1]
    given = {"csrfmiddlewaretoken": token, "username": "an", "password": password, "reason": "Xem nguồn dữ liệu"}
    return client.post("/sign-in", data=given, headers={"Origin": str(client.base_url).rstrip("/")} | headers)


def test_a_form_of_the_https_page_lets_in_and_every_cookie_is_for_https_and_this_host_only(come):
    client = come()
    entered = sign_in(client)
    assert (entered.status_code, entered.headers["Location"]) == (302, "/")
    cookies = client.get("/sign-in").headers.get_list("Set-Cookie") + entered.headers.get_list("Set-Cookie")
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert {"__Host-sessionid", "__Host-csrftoken", "django_language"} <= names
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts, cookie
        assert not [part for part in parts if part.startswith("domain")], cookie
    assert client.get("/sources").status_code == 200


def test_a_form_of_another_page_is_refused(come, front):
    for origin in ("https://bad.example", front[0].replace("https", "http"), "null"):
        assert sign_in(come(), Origin=origin).status_code == 403, origin


def test_browsers_are_told_to_come_by_https_from_now_on(come):
    for address in ("/sign-in", "/register", "/nowhere", "/static/web/nowhere.css"):
        assert come().get(address).headers["Strict-Transport-Security"].startswith("max-age=31536000"), address


def test_every_answer_carries_what_browsers_must_heed_and_no_version(come):
    for address in ("/sign-in", "/register", "/nowhere", "/api/v1/figures", "/audit-heads.json"):
        told = come().get(address, headers={"Origin": "https://bad.example"}).headers
        assert told["X-Content-Type-Options"] == "nosniff", address
        assert told["Referrer-Policy"] == "same-origin"
        assert told["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
        assert not [name for name in told if name.startswith("access-control")], "there is no CORS"
        assert not re.search(r"\d", told.get("Server", "")), told["Server"]


def test_each_sign_in_begins_a_session_of_its_own(come):
    client = come()
    sign_in(client)
    first = client.cookies["__Host-sessionid"]
    page = client.get("/sources").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    origin = {"Origin": str(client.base_url).rstrip("/")}
    client.post("/sign-out", data={"csrfmiddlewaretoken": token}, headers=origin)
    assert come().get("/sources", headers={"Cookie": f"__Host-sessionid={first}"}).status_code == 302, (
        "the old one is no more"
    )
    sign_in(client)
    assert client.cookies["__Host-sessionid"] != first


def test_nothing_leads_in_a_circle(come, front):
    """Redirecting from http is the front's; civicbeat itself redirects nobody back to where they are."""
    client = come()
    client.follow_redirects = True
    reached = client.get("/")
    assert (reached.status_code, reached.url.scheme, reached.url.path) == (200, "https", "/sign-in")
    assert [str(step.headers["Location"]) for step in reached.history] == ["/sign-in?next=/"]
    assert httpx.get(f"{front[1]}/sign-in").status_code == 200


def test_what_a_client_says_about_host_and_scheme_is_not_believed(come, front):
    honest, lying = come(), come(**LIES)
    feed = lying.get("/register/feed.atom")
    assert feed.status_code == 200
    assert f"{front[0]}/register" in feed.text
    assert "bad.example" not in feed.text
    assert "http://localhost" not in feed.text
    assert sign_in(lying).status_code == sign_in(honest).status_code == 302
    assert lying.get("/sources", headers={"Host": "bad.example"}).status_code == 400


def test_a_lock_out_is_of_the_network_one_comes_from_and_no_lie_gets_round_it(come):
    tries = [
        sign_in(come("127.1.0.1", **{"X-Forwarded-For": f"203.0.{n}.9", "X-Real-IP": f"203.0.{n}.9"}), "wrong")
        for n in range(8)
    ]
    assert [one.status_code for one in tries[:7]] == [200] * 7
    assert sign_in(come("127.1.0.1", **LIES)).status_code == 429
    assert sign_in(come("127.2.0.1")).status_code == 302, "a colleague cannot be shut out from elsewhere"


def test_the_open_forms_are_counted_by_the_network_too(come):
    def look(client):
        page = client.get("/your-data")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token, page.text
        return client.post(
            "/your-data",
            data={"csrfmiddlewaretoken": token[1], "what": "Đường Lê Lợi ngập nước lần 7, xe chết máy"},
            headers={"Origin": str(client.base_url).rstrip("/")},
        ).status_code

    far = come("127.3.0.1")
    found = [look(far) for _ in range(31)]
    assert set(found[:30]) == {200}
    assert found[30] == 429
    far.headers.update(LIES)
    assert look(far) == 429
    assert look(come("127.4.0.1")) == 200
