"""Web: polite and guarded HTTP for sources that read public pages.

Polite: robots.txt is obeyed, one request at a time goes to a host, with a pause between; *Retry-After* is honoured, and
so is *X-RateLimit-Reset* when the host has said that nothing remains. A host that keeps failing is left alone for a
growing time. A documented API is governed by its terms instead
of robots.txt (``robots=False``).
Guarded: only http and https, no credentials in addresses, no private, loopback or link-local address (checked on the
very address that is connected to, after DNS, at every redirect), few redirects, and bounds on size and time.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
import stamina
from protego import Protego

from civicbeat.records.errors import FormatChanged, SourceError, SourceRefused, SourceUnreachable
from civicbeat.sources.breaker import Breaker
from civicbeat.sources.publicip import IP, is_public, reached
from civicbeat.sources.reasons import reason

AGENT = "civicbeat"
USER_AGENT = f"{AGENT}/{version('civicbeat')} (civic listening by a public institution; obeys robots.txt)"
MOST_REDIRECTS = 5
ROBOTS_KEPT = timedelta(hours=24)
LARGEST_ROBOTS = 500 * 1024
LONGEST_PAUSE = 30.0
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer.

    Attributes:
        status: 200, or 304 when nothing has changed.
        body: unpacked.
        headers: by lower-case name.
        address: the one that answered.
        moved: whether every redirect on the way to it was permanent.
    """

    status: int
    body: bytes
    headers: Mapping[str, str]
    address: str
    moved: bool = False


class Gone(SourceRefused):
    """The host says that the address is gone for good (410)."""


class Disallowed(SourceRefused):
    """robots.txt asks programs not to read the address."""


class NoAnswer(SourceUnreachable):
    """Nothing came from the host: no connection, or no answer in time."""


class NotFound(SourceUnreachable):
    """The host knows no such address now (404)."""


class AskedToWait(SourceUnreachable):
    """The host asks not to be asked again before ``until``, or has failed so often that it is not."""

    def __init__(self, what: str, *, until: datetime, do: str = "") -> None:
        self.until = until
        super().__init__(what, do=do)


@dataclass(frozen=True, slots=True)
class _Request:
    address: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(slots=True)
class _Host:
    """What this process knows of one host."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    not_before: datetime | None = None
    robots: Protego | None = None
    robots_read: datetime | None = None
    breaker: Breaker = field(default_factory=Breaker)


_hosts: dict[str, _Host] = {}
_hosts_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Web:
    """Gets public addresses.

    Attributes:
        pause: seconds between two requests to one host; a longer Crawl-delay in robots.txt wins.
        timeout: seconds to connect and between two pieces of an answer.
        deadline: seconds for a whole answer.
        largest: bytes of an unpacked answer.
        attempts: how often a failed connection is tried.
        robots: whether robots.txt is obeyed; not for an API that is asked under its own terms.
        allow_loopback: whether this machine itself may be asked; for a feed served by the same machine.
    """

    pause: float = 1.0
    timeout: float = 10.0
    deadline: float = 60.0
    largest: int = 5 * 2**20
    attempts: int = 3
    robots: bool = True
    allow_loopback: bool = False

    def get(
        self, address: str, *, etag: str = "", modified: str = "", headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """What ``address`` answers, through redirects; further ``headers`` are sent to its own host only.

        Raises:
            SourceRefused: the address or robots.txt (``Disallowed``) forbids it (``Gone``: 410).
            SourceUnreachable: no answer (``NoAnswer``), an error or a limit (``NotFound``: 404; ``AskedToWait``: 429 or
                503 with a time, or a host that failed too often).
            FormatChanged: the answer is larger than ``largest`` or wrongly packed.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        given = {name: value for name, value in conditions.items() if value}
        self.check(address)
        first, own, moved = _origin(address), dict(headers or {}), True
        for _ in range(MOST_REDIRECTS + 1):
            self.check(address)
            if self.robots:
                self._obey_robots(address)
            sent = {**given, **(own if _origin(address) == first else {})}
            status, found, body = self._ask(_Request(address, sent), self.largest)
            if status not in (301, 302, 303, 307, 308) or "location" not in found:
                return judged(status, found, body, address, moved=moved)
            moved = moved and status in (301, 308)
            address = _joined(address, found["location"])
        raise SourceUnreachable(f"{_host(address)} redirects in a circle.", do="Look for the feed's new address.")

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Fetched:
        """What ``address`` answers to ``body``; a redirect is not followed, and nothing is sent twice.

        Raises:
            SourceError: as for ``get``.
        """
        self.check(address)
        if self.robots:
            self._obey_robots(address)
        once = replace(self, attempts=1)
        status, found, answer = once._ask(_Request(address, headers, "POST", body), self.largest)  # noqa: SLF001  # own
        return judged(status, found, answer, address)

    @contextmanager
    def stream(self, address: str, headers: Mapping[str, str], *, silence: float) -> Iterator[httpx.Response]:
        """An answer without an end; at most ``silence`` seconds may pass between two pieces of it.

        A redirect is not followed. ``deadline`` and ``largest`` do not hold: whoever reads says when it is enough.

        Raises:
            SourceError: as for ``get``, also while it is read.
        """
        self.check(address)
        if self.robots:
            self._obey_robots(address)
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers}
        with ExitStack() as opened, _told(address):
            with self._turn(address) as breaker, _watched(breaker):
                waits = httpx.Timeout(self.timeout, read=silence)
                client = opened.enter_context(httpx.Client(transport=_Guarded(self), timeout=waits))
                answer = opened.enter_context(client.stream("GET", address, headers=sent))
                _note(breaker, answer.status_code)
            if answer.status_code != 200:
                judged(answer.status_code, {name.lower(): text for name, text in answer.headers.items()}, b"", address)
            yield answer

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses ``host`` has now, every one of them checked; ``connected`` connects to one of them.

        Raises:
            SourceRefused: one of them must never be asked.
            OSError, UnicodeError: it has none, or is no name.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        ips = [str(entry[4][0]) for entry in found]
        for ip in ips:
            self.check_ip(ipaddress.ip_address(ip.partition("%")[0]))
        return ips

    def check(self, address: str) -> None:
        """Refuses addresses that must never be asked: see the module.

        Raises:
            SourceRefused: with the reason.
        """
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise SourceRefused("The address cannot be read.", do="Copy it again from a browser.") from error
        if parts.scheme not in ("http", "https") or not host:
            raise SourceRefused(
                "Only http and https addresses are read.", do="Give an address such as https://host/feed."
            )
        if parts.username is not None or parts.password is not None:
            raise SourceRefused(
                "The address holds a name or password.", do="Give a public address without credentials."
            )
        try:
            literal = ipaddress.ip_address(host)
        except ValueError:
            return
        self.check_ip(literal)

    def check_ip(self, ip: IP) -> None:
        """Refuses (``SourceRefused``) every address that is not a public one."""
        if not is_public(ip) and not (self.allow_loopback and reached(ip).is_loopback):
            raise SourceRefused(
                "The address leads into a private network.", do="Only public addresses can be followed."
            )

    def _obey_robots(self, address: str) -> None:
        host = _known(address)
        now = datetime.now(UTC)
        with host.lock:
            fresh = host.robots_read is not None and now - host.robots_read < ROBOTS_KEPT
        if not fresh:
            robots = self._read_robots(urljoin(address, "/robots.txt"))
            with host.lock:
                host.robots, host.robots_read = robots, now
        if host.robots is not None and not host.robots.can_fetch(address, AGENT):
            raise Disallowed(
                f"{_host(address)} asks programs not to read this address (robots.txt).", do="Ask its owner for leave."
            )

    def _read_robots(self, address: str) -> Protego | None:
        """The host's rules (RFC 9309): none where it has no such file; where it fails, nothing may be asked."""
        for _ in range(MOST_REDIRECTS + 1):
            self.check(address)
            status, found, body = self._ask(_Request(address, {}), LARGEST_ROBOTS)
            if status >= 500 or status == 429:
                raise _wait(status, found, address)
            if status in (301, 302, 303, 307, 308) and "location" in found:
                address = _joined(address, found["location"])
                continue
            return Protego.parse(body.decode("utf-8", "replace")) if status == 200 else None
        return None

    def _ask(self, request: _Request, largest: int) -> tuple[int, dict[str, str], bytes]:
        """One request, in the host's turn; connections that fail are tried again while the host is not left alone."""
        address = request.address
        with self._turn(address) as breaker, _told(address):

            def worth_it(error: Exception) -> bool:
                return isinstance(error, httpx.TransportError) and breaker.rests(datetime.now(UTC)) is None

            for attempt in stamina.retry_context(on=worth_it, attempts=self.attempts, timeout=self.deadline):
                with attempt, _watched(breaker):
                    status, found, body = self._ask_once(request, largest)
                    _note(breaker, status)
                    return status, found, body
        raise AssertionError  # pragma: no cover  # the loop returns or raises

    def _ask_once(self, request: _Request, largest: int) -> tuple[int, dict[str, str], bytes]:
        address = request.address
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **request.headers}
        ends = time.monotonic() + self.deadline
        with (
            httpx.Client(transport=_Guarded(self), timeout=self.timeout, follow_redirects=False) as client,
            client.stream(request.method, address, headers=sent, content=request.body or None) as answer,
        ):
            found = {name.lower(): value for name, value in answer.headers.items()}
            if answer.status_code in (200, 203) and int(_digits(found.get("content-length", "")) or 0) > largest:
                raise _too_large(address, largest)
            chunks = _until(answer.iter_raw(2**16), ends, address)
            return (
                answer.status_code,
                found,
                _unpacked(chunks, found.get("content-encoding", "").lower(), largest, address),
            )

    @contextmanager
    def _turn(self, address: str) -> Iterator[Breaker]:
        host = _known(address)
        with host.lock:
            if host.not_before is not None and host.not_before > datetime.now(UTC):
                raise AskedToWait(
                    f"{_host(address)} asked to be left alone for a while.",
                    until=host.not_before,
                    do="It is tried later.",
                )
            if (until := host.breaker.rests(datetime.now(UTC))) is not None:
                raise AskedToWait(
                    f"{_host(address)} failed {host.breaker.failures} times in a row and is left alone until "
                    f"{_shown(until)}.",
                    until=until,
                    do="It is tried again then.",
                )
            if (pause := host.free_at - time.monotonic()) > 0:
                time.sleep(pause)
            try:
                yield host.breaker
            finally:
                delay = host.robots.crawl_delay(AGENT) if host.robots is not None else None
                host.free_at = time.monotonic() + min(max(self.pause, float(delay or 0)), LONGEST_PAUSE)


def forget_hosts() -> None:
    """Forgets what was learned of hosts (pauses, waits, failures, robots.txt)."""
    with _hosts_lock:
        _hosts.clear()


def connected(ips: Sequence[str], port: int, timeout: float | None) -> socket.socket:
    """A connection to the first of the checked addresses ``ips`` that answers.

    Raises:
        OSError: none does.
    """
    for ip in ips[:-1]:
        with suppress(OSError):
            return socket.create_connection((ip, port), timeout)
    return socket.create_connection((ips[-1], port), timeout)


@contextmanager
def _watched(breaker: Breaker) -> Iterator[None]:
    """Notes that a host did not answer, or not in time; what the guard refuses says nothing of the host."""
    try:
        yield
    except (httpx.TransportError, SourceUnreachable):
        breaker.failed(datetime.now(UTC))
        raise


def _note(breaker: Breaker, status: int) -> None:
    if status >= 500:
        breaker.failed(datetime.now(UTC))
    else:
        breaker.answered()


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Failures of HTTP become errors that a person understands."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise NoAnswer(f"{_host(address)} did not answer in time.", do="It is tried again later.") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise NoAnswer(f"{_host(address)} cannot be reached.", do="Check the address.") from error


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: that takes longer than most answers."""
    return httpx.create_ssl_context()


class _Guarded(httpx.HTTPTransport):
    """Connects only to addresses that were checked after DNS, so that a name cannot change in between."""

    def __init__(self, web: Web) -> None:
        super().__init__(verify=trusted())
        self._pool = httpcore.ConnectionPool(ssl_context=trusted(), network_backend=_Checked(web))


class _Checked(httpcore.SyncBackend):
    def __init__(self, web: Web) -> None:
        self._web = web

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            ips = self._web.addresses(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"no address for {host}") from error
        return super().connect_tcp(ips[0], port, timeout, local_address, socket_options)


def _known(address: str) -> _Host:
    with _hosts_lock:
        return _hosts.setdefault(_origin(address), _Host())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _host(address: str) -> str:
    return urlsplit(address).hostname or "The host"


def _joined(address: str, location: str) -> str:
    """Where a redirect leads."""
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise SourceUnreachable(
            f"{_host(address)} redirects to an address that cannot be read.", do="Look for the feed's new address."
        ) from error


def _digits(text: str) -> str:
    return text if text.isdecimal() and len(text) < 19 else ""


def _until(chunks: Iterable[bytes], ends: float, address: str) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > ends:
            raise SourceUnreachable(f"{_host(address)} answers too slowly.", do="It is tried again later.")
        yield chunk


def _unpacked(chunks: Iterable[bytes], packing: str, largest: int, address: str) -> bytes:
    """The body, unpacked piece by piece so that a small answer cannot become a huge one."""
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise FormatChanged(f"{_host(address)} packs its answer in an unknown way.", do="Tell its owner.")
    unpack = zlib.decompressobj(wbits=47) if packing in ("gzip", "x-gzip") else None
    body = bytearray()
    for chunk in chunks:
        try:
            body += chunk if unpack is None else unpack.decompress(chunk, largest + 1 - len(body))
        except zlib.error as error:
            raise FormatChanged(
                f"The answer of {_host(address)} is wrongly packed.", do="It is tried again later."
            ) from error
        if len(body) > largest:
            raise _too_large(address, largest)
    return bytes(body)


def _too_large(address: str, largest: int) -> FormatChanged:
    return FormatChanged(
        f"The answer of {_host(address)} is larger than {largest // 2**20} MiB.", do="Follow a smaller feed of it."
    )


def judged(status: int, headers: Mapping[str, str], body: bytes, address: str, *, moved: bool = False) -> Fetched:
    """What an answer of ``address`` means; names of ``headers`` are in small letters.

    Raises:
        SourceError: it is no good one, as told for ``Web.get``.
    """
    if status in (200, 203, 226, 304):
        if _used_up(headers):
            _leave_alone(address, _reset(headers))
        return Fetched(304 if status == 304 else 200, body, headers, address, moved)
    error = _fault(status, headers, address)
    error.reason = reason(body)
    raise error


def _fault(status: int, headers: Mapping[str, str], address: str) -> SourceError:
    """What an answer that is none means."""
    host = _host(address)
    if status == 410:
        return Gone(
            f"{host} says that this address is gone for good.", do="Look for another address, or stop following it."
        )
    if status in (401, 402, 403, 451):
        return SourceRefused(f"{host} refuses this address (HTTP {status}).", do="Ask its owner for leave.")
    if status == 429 or status >= 500:
        return _wait(status, headers, address)
    unreachable = NotFound if status == 404 else SourceUnreachable
    return unreachable(f"{host} answers with HTTP {status}.", do="Check the address.")


def _wait(status: int, headers: Mapping[str, str], address: str) -> SourceUnreachable:
    until = _retry_after(headers.get("retry-after", "")) or _reset(headers)
    if until is None:
        return SourceUnreachable(f"{_host(address)} answers with HTTP {status}.", do="It is tried again later.")
    _leave_alone(address, until)
    return AskedToWait(
        f"{_host(address)} asks to wait until {_shown(until)}.", until=until, do="It is tried again then."
    )


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _leave_alone(address: str, until: datetime | None) -> None:
    host = _known(address)
    with host.lock:
        host.not_before = until


def _used_up(headers: Mapping[str, str]) -> bool:
    """Whether the host says that no request remains; some say so in decimals."""
    return any(re.fullmatch(r"0(?:\.0+)?", headers.get(name, "")) for name in _REMAINING)


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """When a host counts anew: ISO 8601, seconds since 1970, or seconds from now; at most ``LONGEST_WAIT`` from now."""
    value = next((headers[name] for name in _RESETS if name in headers), "")
    now = datetime.now(UTC)
    try:
        if re.fullmatch(r"\d{1,18}(?:\.\d*)?", value):
            seconds = float(value)
            until = datetime.fromtimestamp(seconds, UTC) if seconds > 1e9 else now + timedelta(seconds=seconds)
        else:
            until = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    return min(until if until.tzinfo else until.replace(tzinfo=UTC), now + LONGEST_WAIT)


_REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining")
_RESETS = ("x-ratelimit-reset", "x-rate-limit-reset")
"""Mastodon and Reddit write the one, X the other."""


def _retry_after(value: str) -> datetime | None:
    """Seconds or an HTTP date (RFC 9110), at most ``LONGEST_WAIT`` from now."""
    now = datetime.now(UTC)
    try:
        until = now + timedelta(seconds=int(value)) if value.isdecimal() else parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(until if until.tzinfo else until.replace(tzinfo=UTC), now + LONGEST_WAIT)
