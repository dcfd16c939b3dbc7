"""Web: polite to hosts, guarded against traps; asked of a real server on loopback."""

import gzip
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import stamina
from tests.sources.feeds.server import running, say, trickle

from civicbeat.records.errors import FormatChanged, SourceRefused, SourceUnreachable
from civicbeat.sources import breaker
from civicbeat.sources import web as web_module
from civicbeat.sources.web import AskedToWait, Gone, NotFound, Web


@pytest.fixture
def site():
    with running() as site:
        web_module.forget_hosts()
        yield site
        web_module.forget_hosts()


@pytest.fixture
def web():
    return Web(pause=0, timeout=10, deadline=20, attempts=1, allow_loopback=True)


def test_an_answer(site, web):
    site.paths["/x"] = say(200, b"hello", ETag='"1"')
    found = web.get(f"{site.address}/x")
    assert (found.status, found.body, found.headers["etag"]) == (200, b"hello", '"1"')
    assert "civicbeat" in site.asked[-1][1]["User-Agent"]


def test_conditions_are_sent(site, web):
    site.paths["/x"] = say(304)
    assert web.get(f"{site.address}/x", etag='"1"', modified="Sat, 01 Mar 2025 00:00:00 GMT").status == 304
    assert site.asked[-1][1]["If-None-Match"] == '"1"'
    assert site.asked[-1][1]["If-Modified-Since"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://x.example/f",
        "gopher://x.example",
        "http://name:word@x.example/",
        "http://",
        "nonsense",
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "http://192.168.1.1/x",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://[::]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:0:7f00:1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fec0::1]/",
        "http://[2001:db8::1]/",
        "http://[ff02::1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://localhost/",
        "http://[bad/",
        "http://x.example:99999/",
    ],
)
def test_addresses_that_are_never_asked(address):
    with pytest.raises(SourceRefused):
        Web(pause=0, attempts=1).get(address)


@pytest.mark.parametrize("ip", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_a_public_name_that_leads_inside_is_refused(monkeypatch, ip):
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", (ip, 80))])
    with pytest.raises(SourceRefused, match="private network"):
        Web(pause=0, attempts=1).get("http://harmless.example/feed")


def test_one_inner_address_among_public_ones_is_enough(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(SourceRefused, match="private network"):
        Web(pause=0, attempts=1).get("http://harmless.example/feed")


def test_redirects_are_followed_checked_and_told(site, web):
    site.paths |= {"/a": say(301, Location="/b"), "/b": say(308, Location="/c"), "/c": say(200, b"x")}
    found = web.get(f"{site.address}/a")
    assert (found.address, found.moved) == (f"{site.address}/c", True)
    site.paths["/b"] = say(302, Location="/c")
    assert not web.get(f"{site.address}/a").moved
    site.paths["/a"] = say(302, Location="http://10.0.0.1/")
    with pytest.raises(SourceRefused, match="private network"):
        web.get(f"{site.address}/a")
    site.paths["/a"] = say(302, Location="file:///etc/passwd")
    with pytest.raises(SourceRefused):
        web.get(f"{site.address}/a")


@pytest.mark.parametrize(
    "inside",
    [
        "http://127.0.0.1:1/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://localhost/",
        "http://name:mat-khau@x.example/",
        "//169.254.169.254/latest/meta-data",
        "gopher://x.example/",
    ],
)
def test_a_redirect_never_leads_inside(site, monkeypatch, inside):
    """The site answers under a public name; everything else of this machine is as forbidden as ever."""
    real = Web.addresses
    monkeypatch.setattr(
        Web, "addresses", lambda self, host, port: ["127.0.0.1"] if host == "bao.example" else real(self, host, port)
    )
    site.paths["/a"] = say(302, Location=inside)
    with pytest.raises(SourceRefused) as caught:
        Web(pause=0, attempts=1).get(f"http://bao.example:{site.address.rpartition(':')[2]}/a")
    assert "mat-khau" not in str(caught.value)
    assert site.count("/a") == 1


def test_a_redirect_that_cannot_be_read_is_the_hosts_fault(site, web):
    site.paths["/a"] = say(302, Location="http://[bad/")
    with pytest.raises(SourceUnreachable, match="cannot be read"):
        web.get(f"{site.address}/a")


def test_a_circle_of_redirects_ends(site, web):
    site.paths |= {"/a": say(302, Location="/b"), "/b": say(302, Location="/a")}
    with pytest.raises(SourceUnreachable, match="circle"):
        web.get(f"{site.address}/a")
    assert site.count("/a") + site.count("/b") == web_module.MOST_REDIRECTS + 1


def test_packed_answers_and_bombs(site, web):
    site.paths["/x"] = say(200, gzip.compress(b"hello"), Content_Encoding="gzip")
    assert web.get(f"{site.address}/x").body == b"hello"
    site.paths["/x"] = say(200, gzip.compress(bytes(50 * 2**20)), Content_Encoding="gzip")
    with pytest.raises(FormatChanged, match="larger than 5 MiB"):
        web.get(f"{site.address}/x")
    site.paths["/x"] = say(200, b"no gzip", Content_Encoding="gzip")
    with pytest.raises(FormatChanged, match="packed"):
        web.get(f"{site.address}/x")
    site.paths["/x"] = say(200, b"?", Content_Encoding="br")
    with pytest.raises(FormatChanged, match="unknown way"):
        web.get(f"{site.address}/x")


def test_huge_answers(site, web):
    site.paths["/x"] = say(200, bytes(6 * 2**20))
    with pytest.raises(FormatChanged, match="larger"):
        web.get(f"{site.address}/x")


def _raw(head: bytes, *pieces: bytes):
    """An answer byte by byte as it stands here."""

    def answer(request):
        request.wfile.write(head)
        for piece in pieces:
            request.wfile.write(piece)
        request.close_connection = True

    return answer


def test_pieces_without_an_end(site, web):
    site.paths["/x"] = _raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"8000\r\n" + bytes(2**15) + b"\r\n"] * 400
    )
    with pytest.raises(FormatChanged, match="larger"):
        web.get(f"{site.address}/x")
    site.paths["/x"] = _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n")
    with pytest.raises(SourceUnreachable):
        web.get(f"{site.address}/x")
    site.paths["/x"] = _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\nhello\r\n")
    with pytest.raises(SourceUnreachable):
        web.get(f"{site.address}/x")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2**20 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 2**16 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-Endless: " + b"x" * 2**20,
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/9.9 XYZ\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
)
def test_heads_that_are_none(site, web, head):
    site.paths["/x"] = _raw(head)
    with pytest.raises(SourceUnreachable):
        web.get(f"{site.address}/x")


def test_an_answer_that_is_cut_off(site, web):
    site.paths["/x"] = _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"half")
    with pytest.raises(SourceUnreachable):
        web.get(f"{site.address}/x")


@pytest.mark.parametrize("packing", ["deflate", "br", "zstd", "gzip, gzip", "compress", "utf-8"])
def test_packings_that_nobody_asked_for(site, web, packing):
    site.paths["/x"] = say(200, gzip.compress(gzip.compress(b"hello")), Content_Encoding=packing)
    with pytest.raises(FormatChanged, match="unknown way"):
        web.get(f"{site.address}/x")


def test_a_packing_in_capitals(site, web):
    site.paths["/x"] = say(200, gzip.compress(b"hello"), Content_Encoding="GZIP")
    assert web.get(f"{site.address}/x").body == b"hello"


def test_slow_answers(site, web):
    site.paths["/x"] = trickle(50, 0.05)
    with pytest.raises(SourceUnreachable, match="too slowly"):
        replace(web, deadline=0.6).get(f"{site.address}/x")
    site.paths["/x"] = trickle(2, 1.0)
    with pytest.raises(SourceUnreachable, match="in time"):
        replace(web, timeout=0.5).get(f"{site.address}/x")


def test_a_broken_line_is_tried_again(site, web):
    def break_off(request):
        site.paths["/x"] = say(200, b"second time")
        request.connection.shutdown(socket.SHUT_RDWR)

    site.paths["/x"] = break_off
    assert replace(web, attempts=2).get(f"{site.address}/x").body == b"second time"


def test_nobody_answers(web):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/x"
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        web.get(address)


def test_robots_are_obeyed_and_read_once(site, web):
    site.paths |= {"/robots.txt": say(200, b"User-agent: civicbeat\nDisallow: /private"), "/open": say(200, b"x")}
    with pytest.raises(SourceRefused, match=r"robots\.txt"):
        web.get(f"{site.address}/private/feed")
    web.get(f"{site.address}/open")
    assert site.count("/robots.txt") == 1
    assert site.count("/private/feed") == 0


def test_a_host_whose_robots_fail_is_not_asked(site, web):
    site.paths |= {"/robots.txt": say(500), "/x": say(200)}
    with pytest.raises(SourceUnreachable):
        web.get(f"{site.address}/x")
    assert site.count("/x") == 0


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_to_wait_is_left_alone(site, web, status):
    site.paths["/x"] = say(status, Retry_After="120")
    with pytest.raises(AskedToWait) as caught:
        web.get(f"{site.address}/x")
    assert timedelta(seconds=100) < caught.value.until - datetime.now(UTC) <= timedelta(seconds=120)
    with pytest.raises(AskedToWait):
        web.get(f"{site.address}/x")
    assert site.count("/x") == 1


@pytest.mark.parametrize("write", [datetime.isoformat, lambda moment: str(int(moment.timestamp()))])
def test_a_host_whose_requests_are_used_up_is_left_alone(site, web, write):
    reset = datetime.now(UTC) + timedelta(minutes=4)
    site.paths["/x"] = say(200, b"x", X_RateLimit_Remaining="0", X_RateLimit_Reset=write(reset))
    assert web.get(f"{site.address}/x").body == b"x"
    with pytest.raises(AskedToWait) as caught:
        web.get(f"{site.address}/x")
    assert abs(caught.value.until - reset) < timedelta(seconds=1)
    assert site.count("/x") == 1


@pytest.mark.parametrize("headers", [{"X_RateLimit_Remaining": "0"}, {"X_RateLimit_Remaining": "3"}, {}])
def test_a_host_with_requests_left_is_asked_again(site, web, headers):
    reset = "soon" if headers.get("X_RateLimit_Remaining") == "0" else "2099-01-01T00:00:00Z"
    site.paths["/x"] = say(200, b"x", X_RateLimit_Reset=reset, **headers)
    web.get(f"{site.address}/x")
    web.get(f"{site.address}/x")
    assert site.count("/x") == 2


def test_what_is_not_there_has_an_error_of_its_own(site, web):
    with pytest.raises(NotFound, match="404"):
        web.get(f"{site.address}/nowhere")


def test_a_date_to_wait_for_and_an_absurd_one(site, web):
    site.paths["/x"] = say(503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(days=900), usegmt=True))
    with pytest.raises(AskedToWait) as caught:
        web.get(f"{site.address}/x")
    assert caught.value.until - datetime.now(UTC) <= web_module.LONGEST_WAIT


@pytest.mark.parametrize(
    ("status", "error"), [(410, Gone), (404, SourceUnreachable), (403, SourceRefused), (500, SourceUnreachable)]
)
def test_statuses(site, web, status, error):
    site.paths["/x"] = say(status)
    with pytest.raises(error):
        web.get(f"{site.address}/x")


def test_one_request_at_a_time_goes_to_a_host(site, web):
    under_way, most = [0], [0]
    lock = threading.Lock()

    def answer(request):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        threading.Event().wait(0.02)
        with lock:
            under_way[0] -= 1
        say(200)(request)

    site.paths["/x"] = answer
    threads = [threading.Thread(target=web.get, args=(f"{site.address}/x",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (site.count("/x"), most[0]) == (5, 1)


def test_a_pause_is_kept_and_a_longer_crawl_delay_wins(site, web, monkeypatch):
    slept, here = [], threading.current_thread()
    # other threads of this process sleep too, and the clock is everybody's
    monkeypatch.setattr(
        web_module.time, "sleep", lambda seconds: threading.current_thread() is here and slept.append(seconds)
    )
    site.paths |= {"/robots.txt": say(200, b"User-agent: *\nCrawl-delay: 7"), "/x": say(200)}
    polite = replace(web, pause=2)
    polite.get(f"{site.address}/x")
    polite.get(f"{site.address}/x")
    pauses = [seconds for seconds in slept if seconds > 0.1]
    assert pauses[0] == pytest.approx(2, abs=0.5)
    assert pauses[1] == pytest.approx(7, abs=0.5)


def test_headers_of_its_own_go_to_the_first_host_only(site, web):
    with running() as other:
        site.paths["/x"] = say(302, Location=f"{other.address}/y")
        other.paths["/y"] = say(200, b"there")
        assert web.get(f"{site.address}/x", headers={"Authorization": "Bearer of-the-city"}).body == b"there"
    assert [sent.get("Authorization") for path, sent in site.asked if path == "/x"] == ["Bearer of-the-city"]
    assert [sent.get("Authorization") for _, sent in other.asked] == [None] * len(other.asked)


def test_an_api_is_asked_under_its_terms_instead_of_robots(site, web):
    site.paths |= {"/robots.txt": say(200, b"User-agent: *\nDisallow: /"), "/v1": say(200, b"{}")}
    with pytest.raises(SourceRefused):
        web.get(f"{site.address}/v1")
    assert replace(web, robots=False).get(f"{site.address}/v1").body == b"{}"


@pytest.mark.parametrize("names", ["x_ratelimit", "x_rate_limit"])
def test_a_host_that_has_nothing_left_is_left_alone(site, web, names):
    in_seconds = {"x_ratelimit": ("0.0", "300"), "x_rate_limit": ("0", str(int(time.time()) + 300))}[names]
    headers = dict(zip((f"{names}_remaining", f"{names}_reset"), in_seconds, strict=True))
    site.paths["/x"] = say(200, **headers)
    web.get(f"{site.address}/x")
    with pytest.raises(AskedToWait) as caught:
        web.get(f"{site.address}/x")
    assert timedelta(seconds=250) < caught.value.until - datetime.now(UTC) < timedelta(seconds=310)


def test_what_is_posted_arrives_once(site, web):
    site.paths["POST /token"] = say(200, b"{}")
    assert web.post(f"{site.address}/token", b"grant_type=x", {"Content-Type": "text/plain"}).body == b"{}"
    site.paths["POST /moved"] = say(307, Location="/token")
    with pytest.raises(SourceUnreachable, match="307"):
        web.post(f"{site.address}/moved", b"secret", {})
    assert site.posted == [("/token", b"grant_type=x"), ("/moved", b"secret")]


@pytest.fixture
def clock(monkeypatch):
    """Moves the time of the web on."""
    moved = [timedelta(0)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + moved[0]

    monkeypatch.setattr(web_module, "datetime", Clock)

    def move(**by):
        moved[0] += timedelta(**by)

    return move


def _fails(web, address, error=SourceUnreachable):
    with pytest.raises(error) as caught:
        web.get(address)
    return caught.value


def test_a_host_that_keeps_failing_is_left_alone_for_growing_times(site, web, clock):
    site.paths |= {"/x": say(500), "/robots.txt": say(404)}
    for _ in range(breaker.IN_A_ROW):
        assert not isinstance(_fails(web, f"{site.address}/x"), AskedToWait)
    for minutes, asked in ((1, 5), (2, 6), (4, 7), (8, 8), (16, 9), (32, 10), (60, 11), (60, 12)):
        error = _fails(web, f"{site.address}/another/feed", AskedToWait)
        assert "left alone" in error.what
        assert site.count("/x") == asked
        clock(minutes=minutes, seconds=-5)
        _fails(web, f"{site.address}/x", AskedToWait)
        assert site.count("/x") == asked
        clock(seconds=6)
        assert not isinstance(_fails(web, f"{site.address}/x"), AskedToWait)  # the one trial
    clock(minutes=61)
    site.paths["/x"] = say(200, b"well again")
    assert web.get(f"{site.address}/x").body == b"well again"
    site.paths["/x"] = say(500)
    for _ in range(breaker.IN_A_ROW):
        assert not isinstance(_fails(web, f"{site.address}/x"), AskedToWait)


def test_failures_with_answers_between_them_are_no_row(site, web):
    site.paths |= {"/bad": say(502), "/good": say(200, b"x")}
    for _ in range(2 * breaker.IN_A_ROW):
        assert not isinstance(_fails(web, f"{site.address}/bad"), AskedToWait)
        assert web.get(f"{site.address}/good").body == b"x"


def test_what_a_host_refuses_is_no_failure(site, web):
    site.paths |= {"/not-there": say(404), "/large": say(200, bytes(6 * 2**20))}
    for _ in range(breaker.IN_A_ROW + 1):
        _fails(web, f"{site.address}/not-there", NotFound)
        _fails(web, f"{site.address}/large", FormatChanged)


def test_twenty_feeds_of_a_dead_host_wait_for_it_as_long_as_one(site, web):
    """Its line is open but nobody speaks."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        patient = replace(web, timeout=0.2, attempts=3)
        errors = []

        def poll(number):
            try:
                patient.get(f"{address}/feed/{number}")
            except SourceUnreachable as error:
                errors.append(error)

        with stamina.set_testing(testing=True, attempts=3):  # no pauses between attempts
            threads = [threading.Thread(target=poll, args=(n,)) for n in range(20)]
            started = time.monotonic()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert time.monotonic() - started < 6
    assert len(errors) == 20
    assert sum(isinstance(error, AskedToWait) for error in errors) == 18


def test_a_forgotten_host_is_asked_again(site, web):
    site.paths |= {"/x": say(503), "/robots.txt": say(404)}
    for _ in range(breaker.IN_A_ROW):
        _fails(web, f"{site.address}/x")
    web_module.forget_hosts()
    assert not isinstance(_fails(web, f"{site.address}/x"), AskedToWait)
