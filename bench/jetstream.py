"""A Jetstream server on loopback for `bench.stream`: invented events, wound back to a cursor, its lines cut at random.

`python -m bench.jetstream EVENTS STEP CUTS` prints its port and the time of its last event, serves until its input
ends and prints how many lines it cut. Events are STEP microseconds apart; the first CUTS lines end inside a message.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import orjson
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

START = 1_800 * 1_000_000
"""Microseconds before now of the first event."""
PHRASES = ("ngập nước", "kẹt xe", "triều cường", "rác thải", "mất điện", "đèn đường", "nắp cống", "tiếng ồn")
PLAIN = ("ngap nuoc", "ket xe", "trieu cuong", "rac thai", "mat dien", "den duong", "nap cong", "tieng on")
_SAID = (
    "hôm nay trời đẹp quá đi chơi thôi bạn ơi sáng nay cà phê ngon mà đông người xem phim mới nghe nhạc cũ nhớ nhà",
    "the weather is nice today and my cat sleeps all day long while we watch the game with friends again maybe later",
    "今日はいい天気ですね 散歩に行きました o jogo foi muito bom ontem à noite eu gostei das músicas novas também",
)
OTHERS = tuple(word for said in _SAID for word in said.split())
DIGITS = "234567abcdefghijklmnopqrstuvwxyz"


def key(number: int) -> str:
    """The record key of the ``number``-th event's post."""
    return "3m" + "".join(DIGITS[number >> 5 * place & 31] for place in range(10, -1, -1))


def number_of(written: str) -> int:
    """The number whose ``key`` is ``written``."""
    return sum(DIGITS.index(digit) << 5 * place for place, digit in enumerate(reversed(written[2:])))


def is_post(number: int) -> bool:
    """Whether the ``number``-th event is a post."""
    return planted(number) or number % 25 not in (3, 7, 11, 15, 19)


def planted(number: int) -> bool:
    """Whether the ``number``-th event is a post about one of ``PHRASES``."""
    return number % 50 == 0


def messages(events: int, step: int) -> list[bytes]:
    """The events as they are sent: of 25, about 20 posts, 3 deletions, 2 about accounts."""
    random_, start = random.Random(11), time.time_ns() // 1_000 - START
    return [orjson.dumps(_event(number, start + number * step, random_)) for number in range(events)]


def _event(number: int, at: int, random_: random.Random) -> dict[str, object]:
    head = {"did": f"did:plc:{random_.randrange(2_000):024}", "time_us": at}
    if not is_post(number) and number % 25 < 15:
        what = {"rev": "3mrev", "operation": "delete", "collection": "app.bsky.feed.post", "rkey": key(number)}
        return {**head, "kind": "commit", "commit": what}
    if not is_post(number):
        return {**head, "kind": "account", "account": {"active": True, "did": head["did"], "seq": number}}
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at / 1e6)),
        "langs": ["vi"],
        "text": _text(number, random_),
        "facets": [{"index": {"byteStart": 0, "byteEnd": 9}, "features": [{"$type": "app.bsky.richtext.facet#tag"}]}],
        "embed": {"$type": "app.bsky.embed.external", "external": {"uri": "https://bao.example/" + "x" * 60}},
    }
    what = {"rev": "3mrev", "operation": "create", "collection": "app.bsky.feed.post", "rkey": key(number)}
    return {**head, "kind": "commit", "commit": {**what, "record": record, "cid": "bafyrei" + "a" * 52}}


def _text(number: int, random_: random.Random) -> str:
    words = random_.choices(OTHERS, k=random_.randint(8, 40))
    place = random_.randrange(len(PHRASES))
    if planted(number):  # with accents, without, or in capitals
        words.insert(len(words) // 2, (PHRASES[place], PLAIN[place], PHRASES[place].upper())[number // 50 % 3])
    elif number % 50 == 1:  # a part of another word
        words.insert(len(words) // 2, PHRASES[place] + "x")
    return " ".join(words)


class _Server:
    def __init__(self, events: int, step: int, cuts: int) -> None:
        self._messages, self._step, self.done = messages(events, step), step, 0
        self.last = json.loads(self._messages[-1])["time_us"]
        self._first = json.loads(self._messages[0])["time_us"]
        random_ = random.Random(12)
        share = events // (cuts + 1)
        self._cuts = [random_.randint(share // 2, share) for _ in range(cuts)]

    def talk(self, line: ServerConnection) -> None:
        """Sends all from the cursor on, then keeps the line; or cuts it."""
        asked = int(parse_qs(urlsplit(line.request.path).query)["cursor"][0])
        begin = max(0, -(-(asked - self._first) // self._step))
        again = 5_000_000 // self._step
        end = begin + again + self._cuts.pop(0) if self._cuts else len(self._messages)
        with suppress(ConnectionClosed, OSError):
            for message in self._messages[begin:end]:
                line.send(message, text=True)
            if end < len(self._messages):
                _cut(line, self._messages[end])
                self.done += 1
            else:
                line.recv()


def _cut(line: ServerConnection, message: bytes) -> None:
    head = b"\x81\x7e" + len(message).to_bytes(2, "big")
    line.socket.sendall((head + message)[: len(message) // 2])
    line.socket.shutdown(socket.SHUT_RDWR)


def main() -> None:
    """Serves until standard input ends."""
    events, step, cuts = map(int, sys.argv[1:])
    stream = _Server(events, step, cuts)
    server = serve(stream.talk, "127.0.0.1", 0, compression=None, ping_interval=None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.socket.getsockname()[1], stream.last, flush=True)
    sys.stdin.read()
    print(stream.done, flush=True)


if __name__ == "__main__":
    main()
