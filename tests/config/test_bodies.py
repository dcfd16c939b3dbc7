"""No more of a request is taken in than its address may be sent, and none of it touches a disk."""

import asyncio
import json

import pytest
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler

from civicbeat.config.bodies import bounded, largest

MIB = 2**20


class Sender:
    """A client that sends pieces, and counts how many were taken."""

    def __init__(self, pieces, announced=None):
        self.pieces = list(pieces)
        self.taken = 0
        self.answers = []
        headers = [] if announced is None else [(b"content-length", str(announced).encode())]
        self.scope = {"type": "http", "path": "/intake/webhook.gop-y", "method": "POST", "headers": headers}

    async def receive(self):
        if not self.pieces:
            return {"type": "http.disconnect"}
        self.taken += 1
        return {"type": "http.request", "body": self.pieces.pop(0), "more_body": bool(self.pieces)}

    async def send(self, message):
        self.answers.append(message)

    def status(self, app):
        asyncio.run(bounded(app)(self.scope, self.receive, self.send))
        return self.answers[0]["status"]


async def reads_all(_scope, receive, send):
    """An application that reads like Django: all there is, or nothing where the sender went away."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": str(size).encode()})


def test_what_fits_goes_through_whole():
    sender = Sender([b"x" * (MIB // 4)] * 4, announced=MIB)
    assert sender.status(reads_all) == 200
    assert sender.answers[1]["body"] == str(MIB).encode()


def test_too_large_a_body_is_refused_before_a_byte_of_it_is_taken():
    sender = Sender([b"x"], announced=MIB + 1)
    assert sender.status(reads_all) == 413
    assert sender.taken == 0
    assert json.loads(sender.answers[1]["body"])["error"] == "too-large"


@pytest.mark.parametrize("announced", [None, 10, "-5", "many"])
def test_a_body_that_does_not_say_how_large_it_is_is_cut_where_it_becomes_too_large(announced):
    sender = Sender([b"x" * (MIB // 4)] * 400, announced)
    assert sender.status(reads_all) == 413
    assert sender.taken == 5


def test_one_byte_too_many_is_too_many():
    assert Sender([b"x" * MIB]).status(reads_all) == 200
    assert Sender([b"x" * MIB, b"x"]).status(reads_all) == 413


def test_what_is_no_request_goes_through():
    told = []

    async def app(scope, receive, _send):
        told.append((scope["type"], await receive()))

    sender = Sender([b"x" * 4 * MIB])
    sender.scope = {"type": "lifespan"}
    asyncio.run(bounded(app)(sender.scope, lambda: _ready({"type": "lifespan.startup"}), sender.send))
    assert told == [("lifespan", {"type": "lifespan.startup"})]
    assert sender.answers == []


async def _ready(message):
    return message


def test_only_files_may_be_large():
    assert largest("/intake/webhook.gop-y") == MIB
    assert largest("/imports") >= settings.LARGEST_UPLOAD
    assert largest("/sign-in") == settings.DATA_UPLOAD_MAX_MEMORY_SIZE < 10 * MIB


def test_the_largest_body_there_may_be_stays_in_memory():
    pieces = [b"x" * MIB] * 6
    handler = ASGIHandler.__new__(ASGIHandler)  # as it stands, without its middleware
    body = asyncio.run(handler.read_body(Sender(pieces).receive))
    with body:
        assert not body._rolled
        assert body._max_size >= max(map(largest, ("/intake/x", "/imports", "/")))
