"""Newsstand: a loopback server of invented Vietnamese feeds, each on a port of its own, so that each is its own host.

``python -m bench.newsstand FEEDS`` prints one line of JSON with the ports and serves until its input ends. Of every
feed it offers the paths of ``PATHS``; all answers but *304* are packed, as newspapers' are.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

PATHS = ("/tagged", "/plain", "/later")
"""With an ETag and *304* for who knows it; the same without; and, without, the same feed with one more entry."""

_ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\nSitemap: https://bao.example/sitemap.xml\n"
_ETAG = '"1-vi"'
_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_STREETS = ("Nguyễn Hữu Cảnh", "Quang Trung", "Lê Văn Lương", "Phạm Văn Đồng", "Tô Ngọc Vân", "Kha Vạn Cân")
_WARDS = ("Bình Thạnh", "Gò Vấp", "Thủ Đức", "Tân Phú", "Nhà Bè", "Bình Chánh", "Hóc Môn")
_EVENTS = ("ngập sâu sau cơn mưa lớn", "kẹt xe kéo dài giờ tan tầm", "mất nước từ sáng sớm", "đang được sửa mặt đường")
_SAYINGS = (
    "Người dân cho biết nước lên nhanh trong chưa đầy nửa giờ, nhiều xe máy chết máy phải dắt bộ.",
    "Đơn vị thoát nước đã cử công nhân vớt rác tại các hố ga và đặt biển cảnh báo từ đầu giờ chiều.",
    "Ủy ban phường đề nghị các hộ kinh doanh không lấn vỉa hè để xe cứu hộ có lối đi.",
    "Theo kế hoạch, tuyến cống mới dài 1,2 km sẽ hoàn thành trước mùa mưa năm sau.",
    "Nhiều phụ huynh phải chờ đến 19 giờ mới đón được con vì các ngả đường đều ùn ứ.",
)


class Feed:
    """One feed: 20 to 40 entries, about 30 kB; three in five plain RSS, one as weblogs write it, one Atom."""

    def __init__(self, number: int) -> None:
        chance = random.Random(number)
        self._host = f"https://bao-{number}.example"
        self._form = (_rss_item, _rss_item, _rss_item, _weblog_item, _atom_entry)[number % 5]
        self._entries = [self._entry(chance, n) for n in range(chance.randint(20, 40))]
        self.body = self._whole(self._entries[1:])
        self.later = self._whole(self._entries)

    def _entry(self, chance: random.Random, number: int) -> str:
        title = f"Đường {chance.choice(_STREETS)} ({chance.choice(_WARDS)}) {chance.choice(_EVENTS)}, tin số {number}"
        said = " ".join(chance.choices(_SAYINGS, k=3 if self._form is _rss_item else 5))
        return self._form(f"{self._host}/tin-{number}.html", title, said, _NOW - timedelta(minutes=17 * number))

    def _whole(self, entries: list[str]) -> bytes:
        frame = _ATOM if self._form is _atom_entry else _RSS
        return frame.format(home=self._host, entries="\n".join(entries)).encode()


_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>
<title>Báo Mẫu - Thời sự</title><description>Tin trong ngày</description><link>{home}</link><language>vi</language>
<atom:link href="{home}/rss" rel="self" type="application/rss+xml"/><generator>Báo Mẫu</generator>
<image><url>{home}/logo.png</url><title>Báo Mẫu</title><link>{home}</link></image>
{entries}
</channel></rss>"""
_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi"><title>Báo Mẫu - Thời sự</title><id>{home}/</id>
<link href="{home}/"/><updated>2026-11-01T00:00:00Z</updated>
{entries}
</feed>"""


def _rss_item(link: str, title: str, said: str, at: datetime) -> str:
    image = f'<a href="{link}"><img src="{link}.jpg?w=1200&h=0&q=100&dpr=1&fit=crop" ></a></br>'
    return (
        f"<item><title>{title}</title><description><![CDATA[{image}{said}]]></description>"
        f"<pubDate>{format_datetime(at.astimezone(UTC))}</pubDate><link>{link}</link><guid>{link}</guid>"
        f'<enclosure type="image/jpeg" length="1200" url="{link}.jpg"/><slash:comments>7</slash:comments></item>'
    )


def _weblog_item(link: str, title: str, said: str, at: datetime) -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><dc:creator><![CDATA[Nguyễn Văn Viết]]></dc:creator>"
        f'<pubDate>{format_datetime(at)}</pubDate><category><![CDATA[Giao thông]]></category><guid isPermaLink="false">'
        f"{link}?p=7</guid><description><![CDATA[{said[:90]} [&#8230;]]]></description>"
        f'<content:encoded><![CDATA[<p>{said}</p>\n<p class="b"><em>{said[:80]}</em></p>]]></content:encoded></item>'
    )


def _atom_entry(link: str, title: str, said: str, at: datetime) -> str:
    return (
        f'<entry><title type="html">{title}</title><id>{link}</id><link rel="alternate" href="{link}"/>'
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated><author><name>Ban Thời sự</name>"
        f'</author><category term="giao-thong" label="Giao thông"/><summary type="html">&lt;p&gt;{said}&lt;/p&gt;'
        f"</summary></entry>"
    )


def _answers(feed: Feed) -> dict[bytes, bytes]:
    tagged, plain, later = PATHS
    body = gzip.compress(feed.body)
    return {
        b"/robots.txt": _answer("200 OK", gzip.compress(_ROBOTS), "Content-Type: text/plain"),
        tagged.encode(): _answer("200 OK", body, "Content-Type: application/rss+xml", f"ETag: {_ETAG}"),
        plain.encode(): _answer("200 OK", body, "Content-Type: text/xml; charset=utf-8"),
        later.encode(): _answer("200 OK", gzip.compress(feed.later), "Content-Type: text/xml; charset=utf-8"),
    }


def _answer(status: str, body: bytes, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", "Server: nginx", "Date: Sun, 01 Nov 2026 00:00:00 GMT", *headers)
    packed = ("Content-Encoding: gzip",) if body else ()
    return "\r\n".join((*lines, *packed, f"Content-Length: {len(body)}", "", "")).encode() + body


_UNCHANGED = _answer("304 Not Modified", b"", f"ETag: {_ETAG}")
_UNKNOWN = _answer("404 Not Found", b"")


async def _serve(feeds: int) -> None:
    servers = []
    for number in range(feeds):
        answers = _answers(Feed(number))
        servers.append(await asyncio.start_server(lambda r, w, a=answers: _talk(r, w, a), "127.0.0.1", 0))
    sys.stdout.write(json.dumps([server.sockets[0].getsockname()[1] for server in servers]) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: dict[bytes, bytes]) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            known = f"if-none-match: {_ETAG}".encode() in head.lower()
            writer.write(_UNCHANGED if known else answers.get(head.split(b" ", 2)[1], _UNKNOWN))
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
