"""What ends TLS before civicbeat is believed about addresses only, and clients about nothing."""

import asyncio

import pytest

from civicbeat.config.front import behind

ON_THIS_MACHINE, ELSEWHERE = ("127.0.0.1", 4001), ("198.51.100.7", 4001)


def seen(*headers, tls=True, peer=ON_THIS_MACHINE, kind="http"):
    """The scope that the application sees."""
    found = []

    async def app(scope, _receive, _send):
        found.append(scope)

    asyncio.run(behind(app, tls=tls)({"type": kind, "scheme": "http", "client": peer, "headers": list(headers)}, 0, 0))
    return found[0]


@pytest.mark.parametrize(
    ("sent", "client"),
    [
        ((b"203.0.113.9",), "203.0.113.9"),
        ((b"1.1.1.1, 203.0.113.9",), "203.0.113.9"),
        ((b"1.1.1.1", b"203.0.113.9"), "203.0.113.9"),
        ((b"2001:db8::7",), "2001:db8::7"),
        ((b"1.1.1.1, unknown",), "127.0.0.1"),
        ((b"203.0.113.9:80",), "127.0.0.1"),
        ((b"\xff",), "127.0.0.1"),
        ((b"",), "127.0.0.1"),
        ((), "127.0.0.1"),
    ],
)
def test_of_several_addresses_the_last_is_the_fronts_own_word(sent, client):
    assert seen(*((b"X-Forwarded-For", value) for value in sent))["client"][0] == client


@pytest.mark.parametrize(("tls", "peer"), [(False, ON_THIS_MACHINE), (True, ELSEWHERE)])
def test_nobody_else_is_believed(tls, peer):
    assert seen((b"x-forwarded-for", b"203.0.113.9"), tls=tls, peer=peer)["client"] == peer


@pytest.mark.parametrize("tls", [True, False])
@pytest.mark.parametrize(
    "name", [b"X-Forwarded-Proto", b"x_forwarded_for", b"Forwarded", b"X-Real-IP", b"X-Forwarded-Host"]
)
def test_no_header_of_a_front_reaches_the_application(tls, name):
    scope = seen((name, b"203.0.113.9"), (b"host", b"x"), tls=tls)
    assert scope["headers"] == [(b"host", b"x")]
    assert (scope["scheme"], scope["client"]) == ("https" if tls else "http", ON_THIS_MACHINE)


def test_what_is_no_request_goes_through_as_it_is():
    assert seen((b"x-forwarded-for", b"203.0.113.9"), kind="lifespan")["headers"] == [
        (b"x-forwarded-for", b"203.0.113.9")
    ]
